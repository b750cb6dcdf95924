import { hash } from "node:crypto";
import { measureOf, type RunRecord } from "@infoplane/contracts";
import { parseRow } from "./jsonl.ts";
import { rowProblem } from "./row-problem.ts";

/** The last column of a stored line: the number of rows in its measuring, and its sum. */
const checkPattern = /,"check":"(\d{1,15})-([0-9a-f]{16})"\}$/;
const longestCheck = 64;

/**
 * The lines of records as stored, each with a check as its last column: `"check":"<rows>-<sum>"`. `rows` is how many
 * rows the same measure has at the same epoch. `sum` is the first 16 hexadecimal digits of the SHA-256 of the previous
 * line's sum (for the first line: the cell's hash), of that number and of the line without its check: a line that was
 * changed, moved, duplicated or taken from another cell does not match, nor does the line after a missing one.
 */
export function formatChecked(
  rows: readonly RunRecord[],
  before: string,
): { readonly text: string; readonly sum: string } {
  const measurings = rows.map(measuringOf);
  const counts = new Map<string, number>();
  for (const measuring of measurings) counts.set(measuring, (counts.get(measuring) ?? 0) + 1);
  let sum = before;
  const lines = rows.map((row, index) => {
    const line = JSON.stringify(row);
    const count = counts.get(measurings[index] ?? "") ?? 0;
    sum = sumOf(sum, count, line);
    return `${line.slice(0, -1)},"check":"${count}-${sum}"}\n`;
  });
  return { text: lines.join(""), sum };
}

/** `nhsic(X, Z) at epoch 3`: the rows of one measuring belong together. */
export function measuringOf(row: RunRecord): string {
  return `${measureOf(row)} at epoch ${row.epoch}`;
}

/** A measuring with missing rows. */
export interface Incomplete {
  readonly measuring: string;
  readonly epoch: number;
  readonly rows: number;
  readonly of: number;
}

/** Takes the lines of one file in order. Older stores have no checks: then only the contents of a row count. */
export class CheckedLines {
  readonly #cell: string;
  /** What the next line's sum continues from. */
  #sum: string;
  /** If unknown before, as in the first line. */
  #hasChecks: boolean | undefined;
  #hasOldColumns = false;
  /** The rows of the lines taken so far. */
  readonly rows: RunRecord[] = [];
  readonly #measurings = new Map<string, Measuring>();
  /** That of the last row: rows of one measuring are adjacent. */
  #measuring: Measuring | undefined;

  /** `isChecked`: a line without a check is damaged, even if all lines are. */
  constructor(cell: string, isChecked = false) {
    this.#cell = cell;
    this.#sum = cell;
    if (isChecked) this.#hasChecks = true;
  }

  /** Sum of the last line, or the cell's hash if there is none; undefined if lines have no checks. */
  get sum(): string | undefined {
    return this.#hasChecks === false ? undefined : this.#sum;
  }

  /** Whether a line calls its block `layer`: written again, it would be another line with another sum. */
  get hasOldColumns(): boolean {
    return this.#hasOldColumns;
  }

  /**
   * Adds the record of a line to the rows. Throws SyntaxError if it is not a JSON object, Error for anything else. The
   * next line is checked against what this one claims to be, so that one fault is reported once.
   */
  take(text: string): void {
    if (text.endsWith("\r")) throw new Error("it ends in a carriage return: some program has changed the line endings");
    const check = checkPattern.exec(text.slice(-longestCheck));
    const line = check ? `${text.slice(0, -check[0].length)}}` : text;
    const before = this.#sum;
    this.#sum = check?.[2] ?? "";
    this.#hasChecks ??= check !== null || !line.endsWith("}");
    const row = parseRow(line);
    if (this.#hasChecks && !check) throw new Error("it has no check");
    if (!this.#hasChecks && check) {
      this.#hasChecks = true;
      this.rows.length = 0;
      throw new Error("it has a check, but the lines before it have none: an older Infoplane did not write them");
    }
    if (check && sumOf(before, Number(check[1]), line) !== check[2]) {
      throw new Error("its check does not match: it was changed, or lines before it were added, moved or removed");
    }
    const named = withBlock(row);
    const problem = rowProblem(named, this.#cell);
    if (problem !== undefined) throw new Error(problem);
    if (named !== row) this.#hasOldColumns = true;
    const record = named as unknown as RunRecord;
    if (check) this.#count(record, Number(check[1]));
    this.rows.push(record);
  }

  #count(row: RunRecord, of: number): void {
    const measure = measureOf(row);
    if (this.#measuring?.epoch !== row.epoch || this.#measuring.measure !== measure) {
      const name = measuringOf(row);
      this.#measuring = this.#measurings.get(name) ?? { measure, epoch: row.epoch, of, rows: 0 };
      this.#measurings.set(name, this.#measuring);
    }
    this.#measuring.rows++;
  }

  /** Measurings with fewer or more rows than they were written with. */
  incomplete(): Incomplete[] {
    return [...this.#measurings].flatMap(([measuring, { epoch, rows, of }]) =>
      rows === of ? [] : [{ measuring, epoch, rows, of }],
    );
  }
}

/** The rows of one measure at one epoch. */
interface Measuring {
  readonly measure: string;
  readonly epoch: number;
  /** How many it was written with. */
  readonly of: number;
  /** How many were read. */
  rows: number;
}

/** Stores up to format 3 call the column `block` `layer`. Returns the same object if there is nothing to rename. */
function withBlock(row: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  if (!("layer" in row)) return row;
  return Object.fromEntries(
    Object.entries(row).map(([column, value]) => [column === "layer" ? "block" : column, value]),
  );
}

function sumOf(before: string, count: number, line: string): string {
  return hash("sha256", `${before} ${count} ${line}`).slice(0, 16);
}
