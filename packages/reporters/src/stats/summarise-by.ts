import type { RecordValue, RunRecord } from "@infoplane/contracts";
import { summarise, type Summary } from "./summary.ts";

/** A summary with the columns that its records share. */
export type Group<K extends string> = Summary & { readonly [column in K]: RecordValue | undefined };

/**
 * Groups records by columns and summarises one number of each group, in the order of first appearance.
 * Records without that number (null: not finite) are left out, so n says how many counted.
 */
export function summariseBy<K extends string>(
  records: readonly RunRecord[],
  columns: readonly K[],
  number: (record: RunRecord) => RecordValue | undefined = (record) => record.value,
): Group<K>[] {
  const groups = new Map<string, { keys: Record<string, RecordValue | undefined>; values: number[] }>();
  for (const record of records) {
    const value = number(record);
    if (typeof value !== "number") continue;
    const id = JSON.stringify(columns.map((column) => record[column] ?? null));
    const group = groups.get(id);
    if (group) group.values.push(value);
    else groups.set(id, { keys: Object.fromEntries(columns.map((c) => [c, record[c]])), values: [value] });
  }
  return [...groups.values()].flatMap(({ keys, values }) => {
    const summary = summarise(values);
    return summary ? [{ ...keys, ...summary } as Group<K>] : [];
  });
}
