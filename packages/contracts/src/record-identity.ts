import type { MeasureSpec } from "./experiment.ts";
import type { RunRecord } from "./record.ts";

/** What every record is told from all others by; `other` is the second block of a pair. */
const places = ["cell", "arm", "seed", "epoch", "step", "quantity", "measure", "block", "depth", "split", "other"];

/** Columns by which a measure tells its records apart beside those that all measures have: by its label. */
export type IdentityColumns = (label: string) => readonly string[];

/** As the metrics of these measures declare them. */
export function identityColumns(measures: readonly Pick<MeasureSpec, "label" | "identity">[]): IdentityColumns {
  const declared = new Map(measures.flatMap(({ label, identity }) => (identity ? [[label, identity]] : [])));
  return (label) => declared.get(label) ?? [];
}

/** The measure that a record comes from: its quantity, or the column `measure` where the metric names another quantity. */
export function measureOf({ quantity, measure }: RunRecord): string {
  return typeof measure === "string" ? measure : quantity;
}

/**
 * What a record is, whatever its value: two of one identity are one measurement that is there twice, and never two seeds.
 * Where and when, the quantity, block and part, the columns that its metric declares, and which draw of samples.
 */
export function identityOf(row: RunRecord, columnsOf: IdentityColumns): string {
  return JSON.stringify([placeOf(row, columnsOf), row["draw"] ?? null]);
}

/** The same but for the draw of samples. */
export function placeOf(row: RunRecord, columnsOf: IdentityColumns): string {
  return JSON.stringify([...places, ...columnsOf(measureOf(row))].map((column) => row[column] ?? null));
}

/** The first two records that have one identity. */
export function alike(
  records: readonly RunRecord[],
  columnsOf: IdentityColumns,
): readonly [RunRecord, RunRecord] | undefined {
  const seen = new Map<string, RunRecord>();
  for (const row of records) {
    const identity = identityOf(row, columnsOf);
    const before = seen.get(identity);
    if (before) return [before, row];
    seen.set(identity, row);
  }
  return undefined;
}
