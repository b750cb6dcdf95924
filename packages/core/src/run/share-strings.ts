import type { RecordValue, RunRecord } from "@infoplane/contracts";

/** Texts beyond so many are as good as all different. */
const mostTexts = 100_000;

/** Gives records whose texts are one string each, however often they occur: JSON.parse makes a new one every time. */
export function shareStrings(): (row: RunRecord) => RunRecord {
  const known = new Map<string, string>();
  return (row) => {
    const columns = row as Record<string, RecordValue | undefined>;
    for (const column in columns) {
      const value = columns[column];
      if (typeof value !== "string") continue;
      const shared = known.get(value);
      if (shared !== undefined) columns[column] = shared;
      else if (known.size < mostTexts) known.set(value, value);
    }
    return row;
  };
}
