import { stringify } from "csv-stringify/sync";

/** Rows as CSV with a header. `first` columns come first, the others follow in the order of their appearance. */
export function csv(rows: readonly Readonly<Record<string, unknown>>[], first: readonly string[] = []): string {
  const columns = [...new Set([...first, ...rows.flatMap((row) => Object.keys(row))])];
  return stringify([...rows], { header: true, columns, cast: { boolean: (value) => String(value) } });
}
