import type { RunRecord, RunView } from "@infoplane/contracts";

/** One sentence for each measure that could not say something, and why: of how many records, of which arms. */
export function undefinedValues({ records }: RunView): string[] {
  const found = new Map<string, RunRecord[]>();
  const counts = new Map<string, number>();
  for (const record of records) {
    counts.set(record.quantity, (counts.get(record.quantity) ?? 0) + 1);
    if (typeof record["refused"] !== "string") continue;
    const key = JSON.stringify([record.quantity, record["refused"]]);
    const same = found.get(key);
    if (same) same.push(record);
    else found.set(key, [record]);
  }
  return [...found.values()].map((same) => {
    const { quantity, refused } = same[0] as RunRecord;
    const arms = [...new Set(same.map(({ arm }) => arm))].join(", ");
    const what = same.every(({ value }) => value === null) ? "has no value" : "has no corrected value or no p";
    return `${quantity} ${what} in ${same.length} of ${counts.get(quantity)} records (${arms}): ${String(refused)}.`;
  });
}
