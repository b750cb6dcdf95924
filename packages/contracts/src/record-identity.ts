import type { MeasureSpec } from "./experiment.ts";
import type { RunRecord } from "./record.ts";

/** The columns that distinguish every record from all others; `other` is the second block of a pair. */
const places = ["cell", "arm", "seed", "epoch", "step", "quantity", "measure", "block", "depth", "split", "other"];

/** By a measure's label, the columns that distinguish its records in addition to those of all measures. */
export type IdentityColumns = (label: string) => readonly string[];

/** The columns that the metrics of these measures declare. */
export function identityColumns(measures: readonly Pick<MeasureSpec, "label" | "identity">[]): IdentityColumns {
  const declared = new Map(measures.flatMap(({ label, identity }) => (identity ? [[label, identity]] : [])));
  return (label) => declared.get(label) ?? [];
}

/** The measure that a record comes from: its quantity, or the column `measure` if the metric names another quantity. */
export function measureOf({ quantity, measure }: RunRecord): string {
  return typeof measure === "string" ? measure : quantity;
}

/**
 * What a record is, whatever its value: where and when, the quantity, block and split, the columns that its metric
 * declares, and the draw of samples. Two records with one identity are one measurement stored twice, never two seeds.
 */
export function identityOf(row: RunRecord, columnsOf: IdentityColumns): string {
  return JSON.stringify([placeOf(row, columnsOf), row["draw"] ?? null]);
}

/** The same without the draw of samples. */
export function placeOf(row: RunRecord, columnsOf: IdentityColumns): string {
  return JSON.stringify([...places, ...columnsOf(measureOf(row))].map((column) => row[column] ?? null));
}

/** The first two records with the same identity. */
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
