import { gammaln as logGamma, mean, sampleStandardDeviation } from "simple-statistics";

/**
 * Standardised mean of paired differences, mean / sd, times Hedges' exact correction for few pairs,
 * J(m) = Γ(m/2) / (sqrt(m/2) Γ((m-1)/2)), m = n - 1 (Hedges, Journal of Educational Statistics 6, 1981). undefined
 * below 3 pairs, where J is 0, or without spread.
 */
export function hedges(differences: readonly number[]): number | undefined {
  if (differences.length < 3) return undefined;
  const centre = mean([...differences]);
  const spread = sampleStandardDeviation([...differences]);
  if (spread <= 1e-12 * Math.abs(centre) || spread === 0) return undefined;
  return (centre / spread) * hedgesCorrection(differences.length);
}

/** J for this many pairs, 3 or more: the factor by which an effect from few pairs is too large on average. */
export function hedgesCorrection(pairs: number): number {
  const freedom = pairs - 1;
  return Math.exp(logGamma(freedom / 2) - logGamma((freedom - 1) / 2)) / Math.sqrt(freedom / 2);
}
