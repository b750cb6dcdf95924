import { exitCodes, InfoplaneError, reasonOf, type Diagnostic } from "@infoplane/contracts";
import { lineDamaged } from "../messages.ts";
import { linesOf } from "./read-lines.ts";

/** Called for a damaged line that is left out. */
export type OnDamage = (problem: Diagnostic) => void;

/**
 * Passes the lines of a file to `take`, one by one; a missing file has none. Returns the number of the last line (from
 * 1) if it is incomplete: it has no newline, or `take` throws SyntaxError, as its process was killed while writing. Any
 * other line for which `take` throws is damaged: `onDamage` gets file and line. Without `onDamage` it throws
 * InfoplaneError (`core/store-line-damaged`).
 */
export async function eachLine(
  file: string,
  take: (text: string) => void,
  onDamage?: OnDamage,
): Promise<number | undefined> {
  let suspect: { readonly number: number; readonly cause: unknown } | undefined;
  for await (const { number, text, isFinished } of linesOf(file)) {
    // Another line follows, so it was not the last one.
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

/** Throws SyntaxError if a line is not a JSON object. */
export function parseRow(line: string): Record<string, unknown> {
  const value: unknown = JSON.parse(line);
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new SyntaxError("not a JSON object");
  return value as Record<string, unknown>;
}
