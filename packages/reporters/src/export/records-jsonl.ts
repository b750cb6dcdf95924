import type { RunView } from "@infoplane/contracts";
import { allRecords } from "../select/all-records.ts";

/** All records, one JSON object a line. */
export function recordsJsonl(run: RunView): string {
  return allRecords(run)
    .map((record) => `${JSON.stringify(record)}\n`)
    .join("");
}
