import { readFileSync } from "node:fs";
import { codeFrameColumns } from "@babel/code-frame";
import { formatPlace, stacksOf, thrownAt } from "@infoplane/contracts";

const longest = 10_000_000;

/**
 * Where a plugin's own code threw, for people: file, line and column, then the surrounding lines with a mark. Undefined
 * if the error has no such place; only the place if its file can't be read.
 */
export function frameOf(error: unknown): string | undefined {
  const place = thrownAt(error);
  if (!place) return undefined;
  const { file, line, column } = place;
  const lines = textOf(file);
  if (lines === undefined) return formatPlace(place);
  const frame = codeFrameColumns(lines, { start: { line, column } }, { highlightCode: false });
  return [formatPlace(place), ...frame.split("\n").map(shortened)].join("\n");
}

/** Characters of a line that are shown: the code may be compressed into a single one. */
const widest = 400;
const shortened = (line: string): string => (line.length > widest ? `${line.slice(0, widest)}...` : line);

/** Stacks of an error and of its causes, outermost first. */
export function stackOf(error: unknown): string | undefined {
  const stacks = stacksOf(error);
  return stacks.length === 0 ? undefined : stacks.join("\ncaused by ");
}

/** Without control characters, which would steer the terminal. */
function textOf(file: string): string | undefined {
  try {
    const text = readFileSync(file, "utf8");
    return text.length > longest ? undefined : text.replace(/(?![\t\n])\p{Cc}/gu, " ");
  } catch {
    return undefined;
  }
}
