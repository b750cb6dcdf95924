import type { Matrix } from "@infoplane/engine";

/**
 * A feature is constant if all its values differ by no more than this fraction of the largest: two to four units in the
 * last place of float32, which rounding alone can cause.
 */
export const float32Rounding = 2 ** -22;
/** The same for numbers that arrive in float64. */
export const float64Rounding = 2 ** -50;

/** What is known about each feature of a variable: the one place that decides, for every path, what is constant. */
export interface FeatureStatistics {
  readonly samples: number;
  readonly means: Float64Array;
  /** Standard deviations (divisor m); 0 for constant features. */
  readonly spreads: Float64Array;
  /** Largest absolute value, and largest difference between two values of one feature. */
  readonly largest: number;
  readonly range: number;
  /** Whether all values are finite. */
  readonly isFinite: boolean;
  /** No feature varies: the block gives the same for every sample. */
  readonly isConstant: boolean;
}

/** Accumulates rows as they come, [n, features]; float64 throughout. Cost a few operations per value. */
export class FeatureStatisticsBuilder {
  readonly #features: number;
  readonly #rounding: number;
  readonly #means: Float64Array;
  readonly #squares: Float64Array;
  readonly #low: Float64Array;
  readonly #high: Float64Array;
  #samples = 0;

  constructor(features: number, rounding = float32Rounding) {
    this.#features = features;
    this.#rounding = rounding;
    this.#means = new Float64Array(features);
    this.#squares = new Float64Array(features);
    this.#low = new Float64Array(features).fill(Infinity);
    this.#high = new Float64Array(features).fill(-Infinity);
  }

  /**
   * Merges means and sums of squares around them with those of the rows before: Chan, Golub & LeVeque, "Algorithms for
   * computing the sample variance", The American Statistician 37 (1983).
   */
  add(values: Float32Array | Float64Array): void {
    const d = this.#features;
    const n = values.length / d;
    if (n === 0) return;
    const [sums, low, high] = [new Float64Array(d), this.#low, this.#high];
    for (let at = 0; at < values.length;) {
      for (let k = 0; k < d; k++, at++) {
        const value = values[at] as number;
        sums[k] = (sums[k] as number) + value;
        if (value < (low[k] as number)) low[k] = value;
        if (value > (high[k] as number)) high[k] = value;
      }
    }
    for (let k = 0; k < d; k++) sums[k] = (sums[k] as number) / n;
    const squares = new Float64Array(d);
    for (let at = 0; at < values.length;) {
      for (let k = 0; k < d; k++, at++) {
        const off = (values[at] as number) - (sums[k] as number);
        squares[k] = (squares[k] as number) + off * off;
      }
    }
    const all = this.#samples + n;
    for (let k = 0; k < d; k++) {
      const off = (sums[k] as number) - (this.#means[k] as number);
      this.#means[k] = (this.#means[k] as number) + (off * n) / all;
      this.#squares[k] = (this.#squares[k] as number) + (squares[k] as number) + (off * off * this.#samples * n) / all;
    }
    this.#samples = all;
  }

  finish(): FeatureStatistics {
    const spreads = new Float64Array(this.#features);
    let [largest, range] = [0, 0];
    let isConstant = true;
    for (let k = 0; k < this.#features; k++) {
      const [low, high] = [this.#low[k] as number, this.#high[k] as number];
      const size = Math.max(Math.abs(low), Math.abs(high));
      largest = Math.max(largest, size);
      range = Math.max(range, high - low);
      // The mean of equal values is that value, however their sum was rounded.
      if (high === low) this.#means[k] = high;
      if (high - low <= this.#rounding * size) continue;
      isConstant = false;
      spreads[k] = Math.sqrt((this.#squares[k] as number) / this.#samples);
    }
    const isFinite = largest < Infinity && this.#means.every(Number.isFinite);
    return { samples: this.#samples, means: this.#means, spreads, largest, range, isFinite, isConstant };
  }
}

/** Statistics of rows that are in memory, [m, d]. */
export function statisticsOfRows({ columns, data }: Matrix, rounding = float32Rounding): FeatureStatistics {
  const builder = new FeatureStatisticsBuilder(columns, rounding);
  builder.add(data);
  return builder.finish();
}
