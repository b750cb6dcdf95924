import type { SignFlips } from "./sign-flips.ts";

/** What rounding leaves of equal distances, in units of their root mean square. */
const rounding = 1e-12;

/** Mean over root mean square of some distances, as they are and for each choice of signs. */
export interface FlipStatistic {
  readonly seen: number;
  /** From here on a flipped value counts as at least the observed one: equal values must, despite rounding. */
  readonly least: number;
  /** One for each choice of signs; computed on demand, since 20 seeds have a million. */
  flipped(): Float64Array;
}

/**
 * T(s) = sum_i s_i d_i / sqrt(n sum_i d_i²), in [-1, 1]: the mean of the distances with the signs s, over their root
 * mean square, which no choice of signs changes. This gives distances of different claims the same unit. 0 if all are
 * 0. `size`: sum of the sizes of everything the distances were computed from; their rounding is relative to it.
 */
export function flipStatistic(distances: readonly number[], flips: SignFlips, size = 0): FlipStatistic {
  const unit = Math.sqrt(distances.length) * Math.hypot(...distances);
  const scaled = unit === 0 ? distances.map(() => 0) : distances.map((d) => d / unit);
  const seen = scaled.reduce((sum, d) => sum + d, 0);
  const least = seen - rounding - (unit === 0 ? 0 : (4 * Number.EPSILON * size) / unit);
  return { seen, least, flipped: () => flips.sums(scaled) };
}
