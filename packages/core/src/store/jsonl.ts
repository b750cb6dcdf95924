import { open, readFile } from "node:fs/promises";
import { exitCodes, InfoplaneError, type Diagnostic } from "@infoplane/contracts";
import { lineDamaged, reasonOf } from "../messages.ts";
import { linesOf } from "./read-lines.ts";
import { storing } from "./storing.ts";

/** Rows of a JSONL file. */
export interface JsonLines {
  readonly rows: readonly Readonly<Record<string, unknown>>[];
  /** Number of the last line (from 1) when it was not finished; it is not among the rows. */
  readonly torn?: number;
}

/** Is told of a damaged line that is left out. */
export type OnDamage = (problem: Diagnostic) => void;

export function formatLines(rows: readonly object[]): string {
  return rows.map((row) => `${JSON.stringify(row)}\n`).join("");
}

/** Adds rows with one write; on return they are on the disk. Throws InfoplaneError (`core/store-not-writable`). */
export async function appendLines(file: string, rows: readonly object[]): Promise<void> {
  if (rows.length === 0) return;
  await storing(file, async () => {
    const handle = await open(file, "a");
    try {
      await handle.appendFile(formatLines(rows));
      await handle.sync();
    } finally {
      await handle.close();
    }
  });
}

/** The rows that can be read, for files whose loss does no harm (logs). */
export async function readLinesLeniently(file: string): Promise<Readonly<Record<string, unknown>>[]> {
  const text = await readFile(file, "utf8").catch(() => "");
  return parseLeniently(text.split("\n"));
}

/** The rows of those lines that hold one. */
export function parseLeniently(lines: readonly string[]): Readonly<Record<string, unknown>>[] {
  return lines.flatMap((line) => {
    try {
      return [parseRow(line)];
    } catch {
      return [];
    }
  });
}

/**
 * Reads a JSONL file; one that is not there has no rows. The last line counts as torn when its newline is missing or it
 * is no JSON object: its process was killed while writing. Any other such line is damage: `onDamage` is told file
 * and line, and the line is left out. Without `onDamage` it throws InfoplaneError (`core/store-line-damaged`).
 */
export async function readLines(file: string, onDamage?: OnDamage): Promise<JsonLines> {
  const rows: Record<string, unknown>[] = [];
  const torn = await eachRow(file, (row) => void rows.push(row), onDamage);
  return torn === undefined ? { rows } : { rows, torn };
}

/** Like {@link readLines}, row by row and without keeping any. Gives the number of a torn last line. */
export async function eachRow(
  file: string,
  take: (row: Record<string, unknown>) => void,
  onDamage?: OnDamage,
): Promise<number | undefined> {
  let suspect: { readonly number: number; readonly cause: unknown } | undefined;
  for await (const { number, text, isFinished } of linesOf(file)) {
    // Something follows: it was not the last line.
    if (suspect) damage(file, suspect.number, suspect.cause, onDamage);
    suspect = undefined;
    if (!isFinished) return number;
    try {
      if (text === undefined) throw new Error("longer than any record");
      take(parseRow(text));
    } catch (cause) {
      suspect = { number, cause };
    }
  }
  return suspect?.number;
}

function damage(file: string, line: number, cause: unknown, onDamage: OnDamage | undefined): void {
  const problem = lineDamaged(file, line, reasonOf(cause));
  if (!onDamage) throw new InfoplaneError(problem, exitCodes.wrongEnvironment, { cause });
  onDamage(problem);
}

function parseRow(line: string): Record<string, unknown> {
  const value: unknown = JSON.parse(line);
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new Error("not a JSON object");
  return value as Record<string, unknown>;
}
