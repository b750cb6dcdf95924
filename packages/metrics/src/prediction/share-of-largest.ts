/** 1 / t where `label` is one of the t places of the largest score, otherwise 0; 0 too where a score is not a number. */
export function shareOfLargest(scores: Float32Array | Float64Array, label: number): number {
  const own = scores[label] ?? NaN;
  let equal = 0;
  for (const score of scores) {
    if (!(score <= own)) return 0;
    if (score === own) equal++;
  }
  return 1 / equal;
}
