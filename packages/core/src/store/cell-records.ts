import { dirname } from "node:path";
import { exitCodes, InfoplaneError, measureOf, type Diagnostic, type RunRecord } from "@infoplane/contracts";
import { appendDurably, writeAtomic } from "@infoplane/files";
import {
  lineDamaged,
  lineNotSealed,
  linesMissing,
  measurementOf,
  measuringsIncomplete,
  recordsTwice,
} from "../messages.ts";
import { CheckedLines, formatChecked, measuringOf } from "./checked-lines.ts";
import { eachLine, type OnDamage } from "./jsonl.ts";
import { breakSeal, type Seal } from "./seal.ts";

/** Quantity of the loss that training reports; the record without a block closes its epoch. */
export const trainingLoss = "training-loss";

/** What the records of a cell are checked against. */
export interface RecordsOf {
  /** Hash of the cell. */
  readonly cell: string;
  readonly seal?: Seal | undefined;
  /** Its lines have been written with checks. */
  readonly isChecked?: boolean | undefined;
  /** No process is at work here, so every measuring has all its rows, and no line is torn. */
  readonly isWhole?: boolean | undefined;
  /** Receives damage, which is left out. Without it, reading throws. */
  readonly onDamage?: OnDamage | undefined;
}

/**
 * The records of one cell: `records.jsonl`, and the same rows in memory. The rows of one measuring are added with one
 * write, and `training-loss` comes last: once it is there, the epoch is complete. Every line has a check
 * ({@link formatChecked}); an older file without checks gets them when rows are next added. Lines of stores up to
 * format 3 call a block `layer`: they are read as rows with `block`, and stay unchanged until the file is rewritten.
 */
export class CellRecords {
  readonly #cell: string;
  #rows: RunRecord[] = [];
  #torn: number | undefined;
  /** What the next line's check continues from; undefined if the existing lines have none. */
  #sum: string | undefined;
  #lines: number;
  /** Some lines would change if they were written again, and no longer match the seal. */
  #hasOldColumns: boolean;
  readonly #taken = new Set<string>();
  readonly #closed = new Set<number>();

  private constructor(
    readonly file: string,
    /** Against which the file was checked when it was read. */
    readonly seal: Seal | undefined,
    /** Whether its lines go on from those that were sealed. */
    readonly isAsSealed: boolean,
    read: {
      readonly cell: string;
      readonly rows: readonly RunRecord[];
      readonly torn: number | undefined;
      readonly sum: string | undefined;
      readonly lines: number;
      readonly hasOldColumns: boolean;
    },
  ) {
    this.#cell = read.cell;
    this.#torn = read.torn;
    this.#sum = read.sum;
    this.#lines = read.lines;
    this.#hasOldColumns = read.hasOldColumns;
    this.#add(read.rows);
  }

  /**
   * Reads a file of records; a missing one has none. Throws InfoplaneError with exit code 4, or calls `onDamage` and
   * leaves out: a damaged line (`core/store-line-damaged`); measurings of a complete epoch that lack rows
   * (`core/store-rows-missing`); an end that lacks sealed lines, or has others (`core/store-lines-missing`).
   */
  static async read(file: string, { cell, seal, isChecked, isWhole, onDamage }: RecordsOf): Promise<CellRecords> {
    const checked = new CheckedLines(cell, isChecked);
    const { rows } = checked;
    let lines = 0;
    let sealed: string | undefined;
    const take = (text: string): void => {
      lines++;
      try {
        checked.take(text);
      } finally {
        if (lines === seal?.lines) sealed = checked.sum;
      }
    };
    const torn = await eachLine(file, take, onDamage);
    const { sum, hasOldColumns } = checked;
    const isAsSealed = seal?.lines === undefined || sealed === seal.sum;
    const records = new CellRecords(file, seal, isAsSealed, { cell, rows, torn, sum, lines, hasOldColumns });
    const tell = (problem: Diagnostic): void => {
      if (!onDamage) throw new InfoplaneError(problem, exitCodes.damaged);
      onDamage(problem);
    };
    if (seal?.lines !== undefined && lines < seal.lines) tell(linesMissing(file, lines, seal.lines));
    else if (seal?.lines !== undefined && !isAsSealed) tell(lineNotSealed(file, seal.lines));
    if (isWhole && torn !== undefined) tell(lineDamaged(file, torn, "it is not a complete record"));
    const incomplete = checked.incomplete().filter(({ epoch }) => isWhole || records.isClosed(epoch));
    if (incomplete.length > 0) {
      tell(measuringsIncomplete(file, incomplete));
      const lacking = new Set(incomplete.map(({ measuring }) => measuring));
      records.#rows = rows.filter((row) => !lacking.has(measuringOf(row)));
    }
    return records;
  }

  get rows(): readonly RunRecord[] {
    return this.#rows;
  }

  /** Number of the torn last line, if there is one. */
  get torn(): number | undefined {
    return this.#torn;
  }

  /** Number of lines, and the sum in the check of the last one; undefined without checks. */
  get end(): { readonly lines: number; readonly sum: string } | undefined {
    return this.#sum === undefined ? undefined : { lines: this.#lines, sum: this.#sum };
  }

  /** What was asked of the cell when it was sealed; undefined without a seal that fits. */
  get asked(): string | undefined {
    return this.isAsSealed ? this.seal?.asked : undefined;
  }

  /** Whether this measure has rows at this epoch. */
  has(label: string, epoch: number): boolean {
    return this.#taken.has(`${epoch} ${label}`);
  }

  /** Whether this epoch has all its rows. */
  isClosed(epoch: number): boolean {
    if (epoch === 0) return this.#torn === undefined || this.#rows.some((row) => row.epoch > 0);
    return this.#closed.has(epoch);
  }

  /** Adds the rows of one measuring; on return they are on disk. Throws as {@link insert} does. */
  async append(rows: readonly RunRecord[]): Promise<void> {
    this.#refuseTaken(rows);
    if (this.#torn !== undefined || this.#sum === undefined) return this.#write([...this.#rows, ...rows]);
    const { text, sum } = formatChecked(rows, this.#sum);
    await appendDurably(this.file, text);
    this.#sum = sum;
    this.#lines += rows.length;
    this.#add(rows);
  }

  /**
   * Adds rows to epochs that are already closed: all of them or, if the process is killed, none. A measure gets all its
   * rows of an epoch at once: throws InfoplaneError (`core/store-records-twice`) if there are some already.
   */
  async insert(rows: readonly RunRecord[]): Promise<void> {
    this.#refuseTaken(rows);
    if (rows.length > 0) await this.#write([...this.#rows, ...rows]);
  }

  /** Drops all rows that do not fit, and a torn line. */
  async keep(fits: (row: RunRecord) => boolean): Promise<void> {
    const kept = this.#rows.filter(fits);
    if (kept.length < this.#rows.length) await this.replace(kept);
    else if (this.#torn !== undefined) await this.#write(kept);
  }

  /** Replaces all rows by these. */
  async replace(rows: readonly RunRecord[]): Promise<void> {
    await breakSeal(dirname(this.file));
    await this.#write(rows);
  }

  #refuseTaken(rows: readonly RunRecord[]): void {
    const taken = rows.find((row) => this.has(measureOf(row), row.epoch));
    if (taken) throw new InfoplaneError(recordsTwice(this.file, measurementOf(taken)), exitCodes.runFailed);
  }

  async #write(rows: readonly RunRecord[]): Promise<void> {
    if (this.#hasOldColumns) await breakSeal(dirname(this.file));
    const { text, sum } = formatChecked(rows, this.#cell);
    await writeAtomic(this.file, text);
    this.#hasOldColumns = false;
    this.#torn = undefined;
    this.#sum = sum;
    this.#lines = rows.length;
    this.#rows = [];
    this.#taken.clear();
    this.#closed.clear();
    this.#add(rows);
  }

  #add(rows: readonly RunRecord[]): void {
    for (const row of rows) {
      this.#rows.push(row);
      this.#taken.add(`${row.epoch} ${measureOf(row)}`);
      if (row.quantity === trainingLoss && row.block === undefined) this.#closed.add(row.epoch);
    }
  }
}
