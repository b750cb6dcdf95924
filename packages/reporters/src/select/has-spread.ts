import type { RunView } from "@infoplane/contracts";

/** True when there is a spread over seeds to show. */
export function hasSpread(run: RunView): boolean {
  return new Set(run.records.map((record) => record.seed)).size > 1;
}
