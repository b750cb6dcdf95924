import { mean, quickselect } from "simple-statistics";
import { signFlips, type SignFlips } from "./sign-flips.ts";

/** Ends of an interval; null: the test rejects nothing on that side, whatever the value. */
export interface Ends {
  readonly low: number | null;
  readonly high: number | null;
}

/**
 * The means that neither of the two one-sided sign-flip tests rejects at this level: the interval covers the true one
 * with probability at least 1 - 2 level. Its ends are means of some of the differences (Hartigan, JASA 64, 1969).
 */
export function flipInterval(differences: readonly number[], level: number): Ends {
  const flips = signFlips(differences.length);
  const high = lowEnd(
    differences.map((d) => -d),
    flips,
    level,
  );
  return { low: lowEnd(differences, flips, level), high: high === null ? null : -high };
}

/**
 * The largest number m for which the one-sided test of "the mean is above m" no longer passes at the level, together
 * with `others`: for each choice of signs the largest statistic of what is tested jointly. null if no m passes.
 *
 * A choice of signs counts against m when the mean of the differences that it flips is at most m, or when the largest
 * of the others is at least T(m) = (M - m) / sqrt((M - m)² + V), the statistic of the differences minus m, with M their
 * mean and V their variance. T falls with m: each choice counts from some number on, and the test does not pass from
 * the (level · choices)-th smallest of these numbers on.
 */
export function lowEnd(
  differences: readonly number[],
  flips: SignFlips,
  level: number,
  others?: Float64Array,
): number | null {
  const n = differences.length;
  // This many choices may count; the data as they are always do.
  const allowed = Math.floor(level * flips.of + 1e-9);
  if (n === 0 || allowed < 1) return null;
  const centre = mean([...differences]);
  const deviation = Math.sqrt(mean(differences.map((d) => (d - centre) ** 2)));
  const total = n * centre;
  const from = flips.sums(differences);
  const kept = flips.sums(differences.map(() => 1));
  for (let s = 0; s < flips.count; s++) {
    const flipped = Math.round((n - (kept[s] ?? 0)) / 2);
    const own = flipped === 0 ? -Infinity : (total - (from[s] ?? 0)) / 2 / flipped;
    from[s] = others ? Math.min(own, reachedFrom(others[s] ?? 0, centre, deviation)) : own;
  }
  const index = flips.counted === 0 ? allowed : allowed - 1;
  if (index >= flips.count) return null;
  quickselect(from as unknown as number[], index);
  const end = from[index] ?? -Infinity;
  return Number.isFinite(end) ? end : null;
}

/** The m from which T(m) is at most this. */
function reachedFrom(statistic: number, centre: number, deviation: number): number {
  if (statistic >= 1 - 1e-12) return -Infinity;
  if (statistic <= -1 + 1e-12) return Infinity;
  return centre - (deviation * statistic) / Math.sqrt(1 - statistic ** 2);
}
