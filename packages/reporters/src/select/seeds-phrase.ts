import type { RunView } from "@infoplane/contracts";

/** `3 seeds` or `one seed`, counting those that left any record. */
export function seedsPhrase(run: RunView): string {
  const n = new Set(run.records.map((record) => record.seed)).size;
  return n === 1 ? "one seed" : `${n} seeds`;
}

/** True when there is a spread over seeds to show. */
export function hasSpread(run: RunView): boolean {
  return new Set(run.records.map((record) => record.seed)).size > 1;
}
