import type { SignFlips } from "./sign-flips.ts";

/** Of distances in units of their root mean square: what rounding leaves of equal ones. */
const rounding = 1e-12;

/** Mean over root mean square of some distances, as they are and for each choice of signs. */
export interface FlipStatistic {
  readonly seen: number;
  /** From here on a flipped value counts as at least the one seen: equal values must, whatever rounding makes of them. */
  readonly least: number;
  /** One for each choice of signs; computed when asked for, since of 20 seeds there are a million. */
  flipped(): Float64Array;
}

/**
 * T(s) = sum_i s_i d_i / sqrt(n sum_i d_i²), in [-1, 1]: the mean of the distances with the signs s, over their root mean
 * square, which no choice of signs changes. Distances of different claims are so in one unit. 0 where all of them are 0.
 * `size`: of all that the distances were made of, added up; rounding of their sum is relative to it.
 */
export function flipStatistic(distances: readonly number[], flips: SignFlips, size = 0): FlipStatistic {
  const unit = Math.sqrt(distances.length) * Math.hypot(...distances);
  const scaled = unit === 0 ? distances.map(() => 0) : distances.map((d) => d / unit);
  const seen = scaled.reduce((sum, d) => sum + d, 0);
  const least = seen - rounding - (unit === 0 ? 0 : (4 * Number.EPSILON * size) / unit);
  return { seen, least, flipped: () => flips.sums(scaled) };
}
