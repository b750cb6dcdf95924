/** What several seeds say about one number. */
export interface Summary {
  readonly n: number;
  readonly mean: number;
  /** Sample standard deviation (n - 1); undefined from one value. */
  readonly sd: number | undefined;
  /** Smallest and largest value. */
  readonly low: number;
  readonly high: number;
  /** Half width of the 95 % Student interval of the mean, t(n - 1) sd / sqrt(n); undefined from one value. */
  readonly halfWidth: number | undefined;
}

/** Summary of at least one finite number; undefined if there is none. */
export function summarise(values: readonly number[]): Summary | undefined {
  const n = values.length;
  if (n === 0) return undefined;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  const low = Math.min(...values);
  const high = Math.max(...values);
  if (n === 1) return { n, mean, sd: undefined, low, high, halfWidth: undefined };
  const sd = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1));
  return { n, mean, sd, low, high, halfWidth: (tCritical95(n - 1) * sd) / Math.sqrt(n) };
}

/** Two-sided 95 % quantiles of Student's t for 1 to 30 degrees of freedom (any table, e.g. NIST/SEMATECH 1.3.6.7.2). */
const table = [
  12.7062, 4.3027, 3.1824, 2.7764, 2.5706, 2.4469, 2.3646, 2.306, 2.2622, 2.2281, 2.201, 2.1788, 2.1604, 2.1448, 2.1314,
  2.1199, 2.1098, 2.1009, 2.093, 2.086, 2.0796, 2.0739, 2.0687, 2.0639, 2.0595, 2.0555, 2.0518, 2.0484, 2.0452, 2.0423,
];

/** t such that |T| < t with probability 0.95. Above 30 degrees, the Cornish-Fisher expansion is good to four digits. */
export function tCritical95(degrees: number): number {
  const z = 1.959964;
  const first = (z ** 3 + z) / 4;
  const second = (5 * z ** 5 + 16 * z ** 3 + 3 * z) / 96;
  return table[degrees - 1] ?? z + first / degrees + second / degrees ** 2;
}
