import type { RunView } from "@infoplane/contracts";

/** All records, one JSON object a line. */
export function recordsJsonl({ records }: RunView): string {
  return records.map((record) => `${JSON.stringify(record)}\n`).join("");
}
