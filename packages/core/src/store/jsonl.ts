import { exitCodes, InfoplaneError, reasonOf, type Diagnostic } from "@infoplane/contracts";
import { readRegular } from "@infoplane/files";
import { lineDamaged } from "../messages.ts";
import { linesOf } from "./read-lines.ts";

/** Is told of a damaged line that is left out. */
export type OnDamage = (problem: Diagnostic) => void;

/** The rows that can be read, for files whose loss does no harm (logs). */
export async function readLinesLeniently(file: string): Promise<Readonly<Record<string, unknown>>[]> {
  const text = await readRegular(file).catch(() => "");
  return parseLeniently(text.toString().split("\n"));
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
 * Gives the lines of a file to `take`, one after the other; a file that is not there has none. Answers the number of the last
 * line (from 1) where it was not finished: it has no newline, or `take` throws SyntaxError; its process was killed while
 * writing. Any other line at which `take` throws is damage: `onDamage` is told file and line. Without `onDamage` it throws
 * InfoplaneError (`core/store-line-damaged`).
 */
export async function eachLine(
  file: string,
  take: (text: string) => void,
  onDamage?: OnDamage,
): Promise<number | undefined> {
  let suspect: { readonly number: number; readonly cause: unknown } | undefined;
  for await (const { number, text, isFinished } of linesOf(file)) {
    // Something follows: it was not the last line.
    if (suspect) damage(file, suspect.number, suspect.cause, onDamage);
    suspect = undefined;
    if (!isFinished) return number;
    try {
      if (text === undefined) throw new SyntaxError("longer than any record");
      take(text);
    } catch (cause) {
      if (cause instanceof SyntaxError) suspect = { number, cause };
      else damage(file, number, cause, onDamage);
    }
  }
  return suspect?.number;
}

function damage(file: string, line: number, cause: unknown, onDamage: OnDamage | undefined): void {
  const problem = lineDamaged(file, line, reasonOf(cause));
  if (!onDamage) throw new InfoplaneError(problem, exitCodes.damaged, { cause });
  onDamage(problem);
}

/** Throws SyntaxError where a line is no JSON object. */
export function parseRow(line: string): Record<string, unknown> {
  const value: unknown = JSON.parse(line);
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new SyntaxError("not a JSON object");
  return value as Record<string, unknown>;
}
