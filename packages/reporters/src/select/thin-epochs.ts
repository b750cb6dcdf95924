import type { RunRecord } from "@infoplane/contracts";
import { memoize } from "./memoize.ts";

/** More points than this on one path are indistinguishable in print. */
const mostPerPath = 60;
/** This many points draw in about a second and keep the page small. */
const mostPoints = 3000;
const fewestPerPath = 20;

/**
 * Records of some of the epochs, evenly spread, always with the first and the last of each arm: at most 60 points per
 * path (a distinct arm, block and split), fewer (down to 20) if there are many paths.
 */
export const thinEpochs = memoize((records: readonly RunRecord[]): readonly RunRecord[] => {
  const { kept } = epochsOf(records);
  return kept ? records.filter((record) => kept.has(record.epoch)) : records;
});

/** A sentence on the epochs that are left out, or empty if none is. Starts with a space. */
export function thinned(records: readonly RunRecord[]): string {
  const { all, kept } = epochsOf(records);
  return kept ? ` Drawn: ${kept.size} of ${all} measured epochs; all are in the records.` : "";
}

interface Epochs {
  /** How many were measured. */
  readonly all: number;
  /** undefined: all of them. */
  readonly kept: ReadonlySet<number> | undefined;
}

const epochsOf = memoize((records: readonly RunRecord[]): Epochs => {
  const paths = new Set<string>();
  const last = new Map<string, number>();
  const seen = new Set<number>();
  for (const { arm, epoch, block = "", split = "" } of records) {
    seen.add(epoch);
    paths.add(`${arm} ${block} ${split}`);
    if (epoch > (last.get(arm) ?? -1)) last.set(arm, epoch);
  }
  const epochs = [...seen].sort((a, b) => a - b);
  const all = epochs.length;
  const limit = Math.max(fewestPerPath, Math.min(mostPerPath, Math.floor(mostPoints / Math.max(1, paths.size))));
  if (all <= limit) return { all, kept: undefined };
  const spread = Array.from({ length: limit }, (_, i) => epochs[Math.round((i * (all - 1)) / (limit - 1))] ?? 0);
  return { all, kept: new Set([...spread, ...last.values()]) };
});
