import { stringify } from "csv-stringify/sync";

/**
 * A text that a spreadsheet would take for a formula and compute, as `=1+1` or `@SUM(A1)`: it gets an apostrophe, which
 * spreadsheets hide. Numbers are no texts and stay as they are.
 */
const shielded = (text: string): string =>
  /^\s*[=+\-@]|^[\t\r]/.test(text) && Number.isNaN(Number(text)) ? `'${text}` : text;

/** Rows as CSV with a header. `first` columns come first, the others follow in the order of their appearance. */
export function csv(rows: readonly Readonly<Record<string, unknown>>[], first: readonly string[] = []): string {
  const columns = [...new Set([...first, ...rows.flatMap((row) => Object.keys(row))])];
  return stringify([...rows], { header: true, columns, cast: { boolean: (value) => String(value), string: shielded } });
}
