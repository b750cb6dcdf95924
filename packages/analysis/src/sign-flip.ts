/** Above so many pairs the signs are not enumerated: 2^20 sums take a second. */
const exactUpTo = 20;
/** Sums that differ by rounding alone count as equal. */
const tolerance = 1e-12;

/**
 * Two-sided p value of paired differences under the hypothesis that each is as likely to have the other sign: the share
 * of the 2^n sign patterns whose sum is at least as far from 0 as the one seen (Fisher's randomisation test for pairs;
 * Good, Permutation, Parametric and Bootstrap Tests of Hypotheses, 2005, section 3.6). Exact up to 20 pairs, the smallest
 * p is 2^(1 - n); above, the normal approximation with variance Σ d². Null without a difference.
 */
export function signFlip(differences: readonly number[]): number | null {
  const n = differences.length;
  if (n === 0) return null;
  const total = Math.abs(differences.reduce((sum, d) => sum + d, 0));
  const scale = differences.reduce((sum, d) => sum + Math.abs(d), 0);
  const least = total - tolerance * Math.max(scale, 1e-300);
  if (n > exactUpTo) return scale === 0 ? 1 : normalTail(total / Math.sqrt(differences.reduce((s, d) => s + d * d, 0)));
  // The sign of the first is kept: the patterns with the other one give the same distances from 0.
  const [first = 0, ...others] = differences;
  let sums = [first];
  for (const d of others) sums = sums.flatMap((sum) => [sum + d, sum - d]);
  return sums.filter((sum) => Math.abs(sum) >= least).length / sums.length;
}

/** P(|Z| >= z) of a standard normal Z, error below 1.5e-7 (Abramowitz & Stegun 7.1.26). */
function normalTail(z: number): number {
  const x = z / Math.SQRT2;
  const t = 1 / (1 + 0.3275911 * x);
  const polynomial = ((((1.061405429 * t - 1.453152027) * t + 1.421413741) * t - 0.284496736) * t + 0.254829592) * t;
  return Math.min(1, polynomial * Math.exp(-x * x));
}
