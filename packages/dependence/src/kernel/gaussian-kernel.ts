import { evenlySpaced } from "./evenly-spaced.ts";
import type { Gram } from "../gram/gram-matrix.ts";

type Values = Float32Array | Float64Array;

/** How the width of the Gaussian kernel follows from the data: sigma times the median distance, or sigma sqrt(d). */
export interface WidthRule {
  readonly width: "median" | "fixed";
  readonly sigma: number;
}

/** A kernel and how far rounding of the distances moved it. */
export interface GaussianKernel {
  readonly width: number;
  /** The divisor of the entries: a power of two, 1 except for a kernel too wide for the range of float32. */
  readonly scale: number;
  /** For each row, the sum of the squared rounding errors of its entries. */
  readonly errors: Float64Array;
}

/** Maximum number of samples that the median distance is taken over, evenly spaced. */
const medianSamples = 4096;

/**
 * Replaces the lower half of a Gram matrix [m, m] of m samples of d features by the Gaussian kernel without its
 * constant, exp(-distance² / (2 width²)) - 1: centring removes the 1 anyway, and a wide kernel would be lost in it. The
 * diagonal becomes 0; the upper half is neither read nor written. Width 0 is the limit from above: 0 for equal rows, -1
 * for others. Cost m² / 2.
 */
export function gaussianKernel(gram: Gram<Values>, d: number, { width: rule, sigma }: WidthRule): GaussianKernel {
  const { data, rows: m, rounding, unit } = gram;
  const squares = toDistances(gram);
  const median = rule === "median" ? medianDistance(data, m) : 0;
  const width = rule === "median" ? sigma * median : (sigma * Math.sqrt(d)) / unit;
  const rate = width === 0 ? Infinity : 1 / (2 * width * width);
  // A median is as accurate as the distance that it is taken from.
  const average = squares ? (2 * squares.reduce((sum, square) => sum + square, 0)) / m : 0;
  const drift = rule === "median" && average > 0 ? (rounding * average) / median ** 2 : 0;
  return { width: width * unit, ...exponentials(gram, squares, -rate, drift) };
}

/** The same for a given rate = 1 / (2 width²), finite, in the units of the Gram matrix. */
export function gaussianKernelOfRate(gram: Gram<Values>, rate: number): Omit<GaussianKernel, "width"> {
  return exponentials(gram, toDistances(gram), -rate, 0);
}

/**
 * From squared distances in the lower half. `squares`: squared lengths of the rows, if the distances come from
 * products; `drift`: the relative error of the rate.
 */
function exponentials(
  { data, rows: m, rounding }: Gram<Values>,
  squares: Float64Array | undefined,
  rate: number,
  drift: number,
): Omit<GaussianKernel, "width"> {
  const errors = new Float64Array(m);
  const scale = data instanceof Float32Array ? scaleOf(-rate * largestOf(data, m)) : 1;
  for (let i = 0; i < m; i++) {
    const own = squares ? (squares[i] as number) : 0;
    let sum = 0;
    for (let j = 0; j < i; j++) {
      const distance = data[i * m + j] as number;
      // NaN stays NaN.
      const value = distance === 0 ? 0 : Math.expm1(distance * rate);
      data[i * m + j] = value / scale;
      const size = squares ? own + (squares[j] as number) : distance;
      const error = (1 + value) * (rounding * size + drift * distance) * rate;
      // Also if it is infinity times 0: for an entry that is 0 or 1 whatever the distance.
      const square = error * error || 0;
      sum += square;
      errors[j] = (errors[j] as number) + square;
    }
    errors[i] = (errors[i] as number) + sum;
    data[i * m + i] = 0;
  }
  if (drift > 1) errors.fill(Infinity);
  return { scale, errors };
}

/** The scale for entries whose largest is about this large. */
const scaleOf = (largest: number): number =>
  largest > 0 && largest < 2 ** -40 ? 2 ** Math.round(Math.log2(largest)) : 1;

/** Largest of the squared distances in the lower half. */
function largestOf(distances: Values, m: number): number {
  let largest = 0;
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < i; j++) largest = Math.max(largest, distances[i * m + j] as number);
  }
  return largest;
}

/** Replaces the lower half of inner products by squared distances; returns the squared lengths of the rows if used. */
function toDistances({ data, rows: m, holds }: Gram<Values>): Float64Array | undefined {
  if (holds === "distances") return undefined;
  const squares = Float64Array.from({ length: m }, (_, i) => data[i * m + i] as number);
  for (let i = 0; i < m; i++) {
    const own = squares[i] as number;
    for (let j = 0; j < i; j++) {
      const distance = own + (squares[j] as number) - 2 * (data[i * m + j] as number);
      // Negative only by rounding. NaN stays NaN.
      data[i * m + j] = distance < 0 ? 0 : distance;
    }
    data[i * m + i] = 0;
  }
  return squares;
}

/** Median of the distances between m samples, from the lower half of their squares [m, m]. */
export function medianDistance(distances: Values, m: number): number {
  const samples = evenlySpaced(m, medianSamples);
  const count = samples.length;
  const pairs = new Float64Array((count * (count - 1)) / 2);
  for (let row = 1, place = 0; row < count; row++) {
    const i = samples[row] as number;
    for (let column = 0; column < row; column++)
      pairs[place++] = distances[i * m + (samples[column] as number)] as number;
  }
  pairs.sort();
  const middle = pairs.length / 2;
  return Math.sqrt(((pairs[Math.ceil(middle) - 1] as number) + (pairs[Math.floor(middle)] as number)) / 2);
}
