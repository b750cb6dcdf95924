import type { RunRecord } from "@infoplane/contracts";

/** More points than this on a path cannot be told apart in print, and make the files large. */
const limit = 60;

/** At most 60 of the recorded epochs, evenly spread, always with the first and the last of each arm. */
export function thinEpochs(records: readonly RunRecord[]): RunRecord[] {
  const epochs = [...new Set(records.map((r) => r.epoch))].sort((a, b) => a - b);
  if (epochs.length <= limit) return [...records];
  const kept = new Set(Array.from({ length: limit }, (_, i) => epochs[Math.round((i * (epochs.length - 1)) / (limit - 1))]));
  for (const arm of new Set(records.map((r) => r.arm))) {
    kept.add(Math.max(...epochsOf(records, arm)));
  }
  return records.filter((r) => kept.has(r.epoch));
}

function epochsOf(records: readonly RunRecord[], arm: string): number[] {
  return records.filter((r) => r.arm === arm).map((r) => r.epoch);
}
