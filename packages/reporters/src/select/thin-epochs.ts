import type { RunRecord } from "@infoplane/contracts";
import { remembered } from "./remembered.ts";

/** More points than this on one path cannot be told apart in print. */
const mostPerPath = 60;
/** So many points draw in about a second and keep the page small. */
const mostPoints = 3000;
const fewestPerPath = 20;

/**
 * Records of some of the epochs, evenly spread, always with the first and the last of each arm: at most 60 points a
 * path, fewer (down to 20) when there are many paths, which is a distinct arm, layer and split.
 */
export const thinEpochs = remembered((records: readonly RunRecord[]): readonly RunRecord[] => {
  const kept = keptEpochs(records);
  return kept ? records.filter((record) => kept.has(record.epoch)) : records;
});

/** A sentence on the epochs that are left out, or nothing when none is. Starts with a space. */
export function thinned(records: readonly RunRecord[]): string {
  const kept = keptEpochs(records);
  if (!kept) return "";
  const all = new Set(records.map((record) => record.epoch)).size;
  return ` Drawn: ${kept.size} of ${all} measured epochs; all are in the records.`;
}

/** undefined: all of them. */
const keptEpochs = remembered((records: readonly RunRecord[]): Set<number> | undefined => {
  const epochs = [...new Set(records.map((r) => r.epoch))].sort((a, b) => a - b);
  if (epochs.length <= fewestPerPath) return undefined;
  const paths = new Set(records.map((r) => `${r.arm} ${r.layer ?? ""} ${r.split ?? ""}`)).size;
  const limit = Math.max(fewestPerPath, Math.min(mostPerPath, Math.floor(mostPoints / Math.max(1, paths))));
  if (epochs.length <= limit) return undefined;
  const kept = new Set(
    Array.from({ length: limit }, (_, i) => epochs[Math.round((i * (epochs.length - 1)) / (limit - 1))] ?? 0),
  );
  for (const last of lastEpochs(records).values()) kept.add(last);
  return kept;
});

function lastEpochs(records: readonly RunRecord[]): Map<string, number> {
  const last = new Map<string, number>();
  for (const { arm, epoch } of records) last.set(arm, Math.max(epoch, last.get(arm) ?? 0));
  return last;
}
