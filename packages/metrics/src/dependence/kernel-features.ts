import { fromTensor, matrix, Streams, tensors, toTensor, type LinearAlgebra, type Matrix } from "@infoplane/engine";
import type { Tensor1D, Tensor2D } from "@tensorflow/tfjs-core";
import { evenlySpaced } from "./evenly-spaced.ts";
import { medianDistance } from "./kernel.ts";
import type { RowSource } from "./row-source.ts";

/** Features Φ with Φ Φᵀ close to the kernel matrix of the samples that are left, centred: [m, q]. */
export interface KernelFeatures {
  readonly features: Matrix;
  readonly width: number | null;
  /** Directions that they have at most. */
  readonly rank: number;
}

export interface FeatureSettings {
  readonly kernel: "linear" | "gaussian";
  readonly width: "median" | "fixed";
  readonly sigma: number;
  readonly scale: "raw" | "standardised";
  readonly landmarks?: number | undefined;
  readonly frequencies?: number | undefined;
}

const chunk = 1024;
/** Samples, evenly spaced, that the median distance is taken over. */
const medianSamples = 512;
/** Directions of the landmarks' kernel below this, relative to the largest, are rounding of float32. */
const leastDirection = 1e-6;
/** The third moment of the null needs so many. */
const leastSamples = 6;
/** A spread this far below the size of a feature is rounding. */
const constant = 1e-6;

/**
 * Nyström: Φ = K_mr K_rr^(-1/2) with evenly spaced samples as the r landmarks: Williams & Seeger (NIPS 2000); for HSIC,
 * Zhang, Filippi, Gretton & Sejdinovic, "Large-scale kernel methods for independence testing", Statistics and Computing
 * 28 (2018). The landmarks themselves are left out of the samples: their own kernel is exact and that of others too small, on
 * both sides alike, which would look like dependence. With as many landmarks as samples none is left out.
 * Random Fourier features: Φ = [cos(XW), sin(XW)] / sqrt(r), W normal over the width, from the stream `frequencies`: Rahimi
 * & Recht (NIPS 2007); with the linear kernel, the random projection X W / sqrt(r).
 * Memory m q in float64; cost m d r + m r². undefined for values that are not finite, and with fewer than 6 samples left.
 */
export function kernelFeatures(
  source: RowSource,
  settings: FeatureSettings,
  algebra: LinearAlgebra,
): KernelFeatures | undefined {
  const { samples: m, features: d } = source;
  const statistics = columnStatistics(source, settings.scale);
  if (!statistics) return undefined;
  const rowsAt = (places: readonly number[]): Matrix =>
    joined(places.map((row) => take(source, row, row + 1, statistics)));
  const landmarks = settings.frequencies === undefined ? evenlySpaced(m, settings.landmarks ?? 0) : [];
  const leftOut = new Set(landmarks.length < m ? landmarks : []);
  const left = m - leftOut.size;
  try {
    const width =
      settings.kernel === "gaussian" ? widthOf(rowsAt(evenlySpaced(m, medianSamples)), d, settings, algebra) : null;
    const made =
      settings.frequencies === undefined
        ? nystrom(rowsAt(landmarks), width, algebra)
        : fourier(d, settings.frequencies, width);
    const weights = toTensor(made.projection);
    const parts: Matrix[] = [];
    for (let start = 0; start < m; start += chunk) {
      const rows = take(source, start, Math.min(start + chunk, m), statistics);
      const products = tensors().matMul<Tensor2D>(rows, weights);
      const squares = tensors().tidy(() => tensors().sum(tensors().square(rows), 1));
      const all = made.finish(fromTensor(products), Float64Array.from(squares.dataSync()));
      parts.push(rowsOf(all, (row) => !leftOut.has(start + row)));
      tensors().dispose([rows, products, squares]);
    }
    weights.dispose();
    const features = centredColumns(parts, left);
    return left >= leastSamples && features.data.every(Number.isFinite)
      ? { features, width, rank: features.columns }
      : undefined;
  } finally {
    tensors().dispose([statistics.mean, statistics.factor]);
  }
}

/** What a measure says where landmarks leave too few samples. */
export function refusedFor(landmarks: number | undefined, m: number): { readonly refused?: string } {
  const left = m - (landmarks ?? 0);
  if (left <= 0 || left >= leastSamples) return {};
  return { refused: `${left} of ${m} samples are no landmarks: it takes ${leastSamples}` };
}

/** The rows that are wanted. */
function rowsOf({ rows, columns, data }: Matrix, isWanted: (row: number) => boolean): Matrix {
  const wanted = Array.from({ length: rows }, (_, row) => row).filter(isWanted);
  const values = new Float64Array(wanted.length * columns);
  wanted.forEach((row, place) => values.set(data.subarray(row * columns, (row + 1) * columns), place * columns));
  return matrix(wanted.length, columns, values);
}

interface Projection {
  /** [d, r]: what rows are multiplied by. */
  readonly projection: Matrix;
  /** Features [n, q] from products [n, r] and the squared lengths of the rows. */
  finish(products: Matrix, squares: Float64Array): Matrix;
}

function nystrom(landmarks: Matrix, width: number | null, algebra: LinearAlgebra): Projection {
  const own = Float64Array.from({ length: landmarks.rows }, (_, i) => squareOf(landmarks, i));
  const kernel = (products: Matrix, squares: Float64Array): Matrix => {
    if (width === null) return products;
    const rate = width === 0 ? -Infinity : -1 / (2 * width * width);
    const { columns } = products;
    const values = products.data.map((product, at) => {
      const distance = Math.max(
        0,
        (squares[Math.floor(at / columns)] as number) + (own[at % columns] as number) - 2 * product,
      );
      return distance === 0 ? 1 : Math.exp(distance * rate);
    });
    return matrix(products.rows, columns, values);
  };
  const { values, vectors } = algebra.symmetricEigen(kernel(algebra.multiply(landmarks, landmarks, "b"), own));
  const largest = values.at(-1) ?? 0;
  const used = [...values.keys()].filter((index) => (values[index] as number) > leastDirection * largest);
  const root = matrix(landmarks.rows, used.length, new Float64Array(landmarks.rows * used.length));
  used.forEach((index, column) => {
    for (let row = 0; row < landmarks.rows; row++) {
      root.data[row * used.length + column] =
        (vectors.data[row * vectors.columns + index] as number) / Math.sqrt(values[index] as number);
    }
  });
  return {
    projection: transposed(landmarks),
    finish: (products, squares) => algebra.multiply(kernel(products, squares), root),
  };
}

function fourier(d: number, count: number, width: number | null): Projection {
  const { normal } = new Streams(0).stream("frequencies", d, count);
  const size = Math.sqrt(count);
  const projection = matrix(
    d,
    count,
    Float64Array.from({ length: d * count }, () => normal() / (width ?? 1)),
  );
  return {
    projection,
    finish({ rows, data }) {
      if (width === null)
        return matrix(
          rows,
          count,
          data.map((value) => value / size),
        );
      const values = new Float64Array(rows * count * 2);
      data.forEach((angle, at) => {
        values[2 * at] = Math.cos(angle) / size;
        values[2 * at + 1] = Math.sin(angle) / size;
      });
      return matrix(rows, 2 * count, values);
    },
  };
}

function widthOf(some: Matrix, d: number, { width, sigma }: FeatureSettings, algebra: LinearAlgebra): number {
  if (width === "fixed") return sigma * Math.sqrt(d);
  return sigma * medianDistance(algebra.multiply(some, some, "b").data, some.rows);
}

interface Statistics {
  readonly mean: Tensor1D;
  readonly factor: Tensor1D;
}

function columnStatistics(source: RowSource, scale: "raw" | "standardised"): Statistics | undefined {
  const tf = tensors();
  const { samples: m, features: d } = source;
  const [sums, squares] = [new Float64Array(d), new Float64Array(d)];
  const each = (use: (rows: Tensor2D) => ArrayLike<number>, into: Float64Array): void => {
    for (let start = 0; start < m; start += chunk) {
      const rows = source.rows(start, Math.min(start + chunk, m));
      const values = use(rows);
      rows.dispose();
      for (let k = 0; k < d; k++) into[k] = (into[k] as number) + (values[k] as number);
    }
  };
  each((rows) => tf.tidy(() => tf.sum(rows, 0).dataSync()), sums);
  if (!sums.every(Number.isFinite)) return undefined;
  const means = sums.map((sum) => sum / m);
  const mean = tf.tensor1d(Float32Array.from(means));
  each((rows) => tf.tidy(() => tf.sum(tf.square(tf.sub(rows, mean)), 0).dataSync()), squares);
  const spread = squares.map((sum) => Math.sqrt(sum / m));
  const length = (values: Float64Array): number => values.reduce((sum, value) => sum + value * value, 0);
  // A layer that gives every sample the same is a matrix of zeros, not of rounding.
  const varies = !(length(spread) <= constant ** 2 * length(means));
  const factor = Float32Array.from(spread, (value, k) => {
    if (!varies || (scale === "standardised" && value <= constant * Math.abs(means[k] as number))) return 0;
    return scale === "raw" ? 1 : 1 / value;
  });
  return { mean, factor: tf.tensor1d(factor) };
}

function take(source: RowSource, start: number, end: number, { mean, factor }: Statistics): Tensor2D {
  const rows = source.rows(start, end);
  const values = tensors().tidy(() => tensors().mul<Tensor2D>(tensors().sub(rows, mean), factor));
  rows.dispose();
  return values;
}

function joined(rows: readonly Tensor2D[]): Matrix {
  const whole = tensors().concat([...rows], 0);
  const values = fromTensor(whole);
  tensors().dispose([...rows, whole]);
  return values;
}

function centredColumns(parts: readonly Matrix[], m: number): Matrix {
  const q = parts[0]?.columns ?? 0;
  const whole = matrix(m, q, new Float64Array(m * q));
  let row = 0;
  for (const part of parts) {
    whole.data.set(part.data, row * q);
    row += part.rows;
  }
  const means = new Float64Array(q);
  whole.data.forEach((value, at) => (means[at % q] = (means[at % q] as number) + value / m));
  whole.data.forEach((value, at) => (whole.data[at] = value - (means[at % q] as number)));
  return whole;
}

function squareOf({ columns, data }: Matrix, row: number): number {
  let sum = 0;
  for (let at = row * columns; at < (row + 1) * columns; at++) sum += (data[at] as number) ** 2;
  return sum;
}

function transposed({ rows, columns, data }: Matrix): Matrix {
  const turned = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < columns; j++) turned[j * rows + i] = data[i * columns + j] as number;
  return matrix(columns, rows, turned);
}
