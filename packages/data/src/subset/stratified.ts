import type { Labels } from "@infoplane/contracts";

/**
 * n indices with the class proportions of `labels`, by largest remainder; ties go to the lower class. Of each class,
 * takes those that come first in `order` (default: as stored). Ascending. Pure. Throws RangeError unless
 * 0 <= n <= labels.length.
 */
export function stratified(labels: Labels, n: number, order?: Uint32Array): Uint32Array {
  if (!Number.isInteger(n) || n < 0 || n > labels.length) {
    throw new RangeError(`${n} of ${labels.length} samples can't be chosen`);
  }
  const open = quotas(labels, n);
  const chosen = new Uint32Array(n);
  let taken = 0;
  for (let at = 0; at < labels.length && taken < n; at++) {
    const index = order ? (order[at] ?? 0) : at;
    const label = labels[index] ?? 0;
    const left = open[label] ?? 0;
    if (left === 0) continue;
    open[label] = left - 1;
    chosen[taken++] = index;
  }
  return chosen.sort();
}

/** Number of samples of each label; indexed by label. */
function quotas(labels: Labels, n: number): number[] {
  const counts = new Array<number>(labels.BYTES_PER_ELEMENT === 1 ? 256 : 65_536).fill(0);
  for (const label of labels) counts[label] = (counts[label] ?? 0) + 1;
  const exact = counts.map((count) => (n * count) / Math.max(labels.length, 1));
  const quota = exact.map(Math.floor);
  const missing = n - quota.reduce((sum, value) => sum + value, 0);
  const byRemainder = exact
    .map((value, label) => ({ label, remainder: value - Math.floor(value) }))
    .sort((a, b) => b.remainder - a.remainder || a.label - b.label);
  for (const { label } of byRemainder.slice(0, missing)) quota[label] = (quota[label] ?? 0) + 1;
  return quota;
}
