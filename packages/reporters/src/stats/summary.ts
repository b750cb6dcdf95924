import { tCritical95 } from "./t-critical.ts";

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

/** Summary of at least one finite number; undefined when there is none. */
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
