import type { LogLine } from "./cell-store.ts";
import { parseRow } from "./jsonl.ts";
import { sumOf } from "./sum-of.ts";

const checkPattern = /,"check":"([0-9a-f]{16})"\}$/;
const longestCheck = 40;

/** In place of a line that is not what was written, and of a log that can't be read. */
export const lostLine: LogLine = { kind: "lost" };

/** A line of a log as stored: its check, the last column, is a sum of the cell's hash and of everything before it. */
export function formatLogLine(line: LogLine, cell: string): string {
  const body = JSON.stringify(line).slice(0, -1);
  return `${body},"check":"${sumOf(cell, body)}"}\n`;
}

/**
 * Takes the lines of one log in order. One that was changed or cut off, or is from another cell, counts as lost, which
 * does no harm to a cell. Older Infoplanes wrote lines without checks: they are believed as long as none before them
 * has one.
 */
export class LogLines {
  readonly #cell: string;
  #hasChecks = false;

  constructor(cell: string) {
    this.#cell = cell;
  }

  take(lines: readonly string[]): LogLine[] {
    return lines.filter((text) => text !== "").map((text) => this.#read(text) ?? lostLine);
  }

  #read(text: string): LogLine | undefined {
    const check = checkPattern.exec(text.slice(-longestCheck));
    this.#hasChecks ||= check !== null;
    if (!check && this.#hasChecks) return undefined;
    const body = check ? text.slice(0, -check[0].length) : text;
    if (check && sumOf(this.#cell, body) !== check[1]) return undefined;
    try {
      return parseRow(check ? `${body}}` : text) as LogLine;
    } catch {
      return undefined;
    }
  }
}
