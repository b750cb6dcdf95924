import type { RecordValue, RunRecord } from "@infoplane/contracts";
import { summarise, type Summary } from "./summary.ts";

/** A summary with the columns that its records share. */
export type Group<K extends string> = Summary & { readonly [column in K]: RecordValue | undefined };

/**
 * Groups records by columns and summarises one number of each group over its seeds, in order of first appearance. A
 * seed counts once, with the mean of its values: n is the number of distinct seeds. Records without that number (null:
 * not finite) are left out.
 */
export function summariseBy<K extends string>(
  records: readonly RunRecord[],
  columns: readonly K[],
  number: (record: RunRecord) => RecordValue | undefined = (record) => record.value,
): Group<K>[] {
  const groups = new Map<string, Grouped>();
  for (const record of records) {
    const value = number(record);
    if (typeof value !== "number") continue;
    const id = JSON.stringify(columns.map((column) => record[column] ?? null));
    const group = groups.get(id);
    const own = group?.bySeed.get(record.seed);
    if (own) own.push(value);
    else if (group) group.bySeed.set(record.seed, [value]);
    else {
      const keys = Object.fromEntries(columns.map((c) => [c, record[c]]));
      groups.set(id, { keys, bySeed: new Map([[record.seed, [value]]]) });
    }
  }
  return [...groups.values()].flatMap(({ keys, bySeed }) => {
    const summary = summarise([...bySeed.values()].map(meanOf));
    return summary ? [{ ...keys, ...summary } as Group<K>] : [];
  });
}

interface Grouped {
  readonly keys: Record<string, RecordValue | undefined>;
  readonly bySeed: Map<number, number[]>;
}

const meanOf = (values: readonly number[]): number =>
  values.length === 1 ? (values[0] ?? NaN) : values.reduce((sum, value) => sum + value, 0) / values.length;
