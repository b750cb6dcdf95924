import { evenlySpaced } from "./evenly-spaced.ts";

type Values = Float32Array | Float64Array;

/** How the width of the Gaussian kernel follows from the data: sigma times the median distance, or sigma sqrt(d). */
export interface WidthRule {
  readonly width: "median" | "fixed";
  readonly sigma: number;
}

/** Samples that the median distance is taken over, at most: of more, evenly spaced ones. */
const medianSamples = 4096;

/**
 * Replaces the lower half of a Gram matrix [m, m] of m samples of d features by that of the Gaussian kernel
 * exp(-distance² / (2 width²)), the diagonal by 1; gives the width. The upper half is neither read nor written.
 * Width 0 is the limit from above: 1 for equal rows, 0 for others. Cost m² / 2.
 */
export function gaussianKernel(gram: Values, m: number, d: number, { width: rule, sigma }: WidthRule): number {
  const width = sigma * (rule === "median" ? medianDistance(gram, m) : Math.sqrt(d));
  const rate = width === 0 ? -Infinity : -1 / (2 * width * width);
  const squares = diagonalOf(gram, m);
  for (let i = 0; i < m; i++) {
    const own = squares[i] as number;
    for (let j = 0; j < i; j++) {
      const distance = own + (squares[j] as number) - 2 * (gram[i * m + j] as number);
      // Below 0 by rounding only. What is not a number stays so.
      gram[i * m + j] = distance <= 0 ? 1 : Math.exp(distance * rate);
    }
    gram[i * m + i] = 1;
  }
  return width;
}

/** Median of the Euclidean distances between the samples of a Gram matrix [m, m], from its lower half. */
export function medianDistance(gram: Values, m: number): number {
  const squares = diagonalOf(gram, m);
  const samples = evenlySpaced(m, medianSamples);
  const count = samples.length;
  const pairs = new Float64Array((count * (count - 1)) / 2);
  for (let row = 1, place = 0; row < count; row++) {
    const i = samples[row] as number;
    for (let column = 0; column < row; column++) {
      const j = samples[column] as number;
      const distance = (squares[i] as number) + (squares[j] as number) - 2 * (gram[i * m + j] as number);
      pairs[place++] = distance < 0 ? 0 : distance;
    }
  }
  pairs.sort();
  const middle = pairs.length / 2;
  return Math.sqrt(((pairs[Math.ceil(middle) - 1] as number) + (pairs[Math.floor(middle)] as number)) / 2);
}

const diagonalOf = (gram: Values, m: number): Float64Array =>
  Float64Array.from({ length: m }, (_, i) => gram[i * m + i] as number);
