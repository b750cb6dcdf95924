import type { RunView } from "@infoplane/contracts";
import { allRecords } from "../select/all-records.ts";

/** All records, one JSON object per line; what they leave out is in a line before them, under `leftOut`. */
export function recordsJsonl(run: RunView): string {
  const { leftOut } = run;
  return [...(leftOut ? [{ leftOut }] : []), ...allRecords(run)].map((line) => `${JSON.stringify(line)}\n`).join("");
}
