import { plainLine } from "@infoplane/contracts/plain-line";
import { stringify } from "csv-stringify/sync";

/** Control characters in front of a formula, or a full-width sign, do not keep every spreadsheet from evaluating it. */
const formula = /^[\s\p{C}]*[=+\-@＝＋－＠]|^[\t\r]/u;

/**
 * Prefixes text that a spreadsheet would take for a formula and evaluate, such as `=1+1` or `@SUM(A1)`, with an
 * apostrophe, which spreadsheets hide. Numbers are left as they are.
 */
const shielded = (text: string): string => (formula.test(text) && Number.isNaN(Number(text)) ? `'${text}` : text);

export interface CsvOptions {
  /** Columns that come first; the others follow in order of appearance. */
  readonly first?: readonly string[];
  /** What the rows leave out: one line each, starting with `#`, before the header. */
  readonly leftOut?: readonly string[] | undefined;
}

/** Rows as CSV with a header. */
export function csv(
  rows: readonly Readonly<Record<string, unknown>>[],
  { first = [], leftOut = [] }: CsvOptions = {},
): string {
  const said = leftOut.map((text) => `# left out: ${plainLine(text)}\n`).join("");
  const columns = [...new Set([...first, ...rows.flatMap((row) => Object.keys(row))])];
  return (
    said +
    stringify([...rows], { header: true, columns, cast: { boolean: (value) => String(value), string: shielded } })
  );
}
