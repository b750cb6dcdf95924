import { open, readFile } from "node:fs/promises";
import { exitCodes, InfoplaneError, type Diagnostic } from "@infoplane/contracts";
import { lineDamaged, reasonOf } from "../messages.ts";
import { readIfThere } from "./read-if-there.ts";
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
  const text = (await readIfThere(file)) ?? "";
  const lines = text.split("\n");
  const unfinished = lines.pop() ?? "";
  const rows: Record<string, unknown>[] = [];
  for (const [index, line] of lines.entries()) {
    try {
      rows.push(parseRow(line));
    } catch (error) {
      if (index === lines.length - 1 && unfinished === "") return { rows, torn: index + 1 };
      const problem = lineDamaged(file, index + 1, reasonOf(error));
      if (!onDamage) throw new InfoplaneError(problem, exitCodes.wrongEnvironment, { cause: error });
      onDamage(problem);
    }
  }
  return unfinished === "" ? { rows } : { rows, torn: lines.length + 1 };
}

function parseRow(line: string): Record<string, unknown> {
  const value: unknown = JSON.parse(line);
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new Error("not a JSON object");
  return value as Record<string, unknown>;
}
