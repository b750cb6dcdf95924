import { tensors } from "@infoplane/engine";
import type { Tensor2D } from "@tensorflow/tfjs-core";
import type { SideMoments } from "../statistics/permutation-moments.ts";
import type { KernelSettings } from "./kernel-side.ts";
import type { Side } from "./side.ts";

/** Rows of the matrix that are multiplied at a time. */
const block = 256;
/** Samples, evenly spaced, that the median distance is taken over. */
const medianSamples = 2048;
const rounding = 1e-6;

/**
 * A kernel side for many samples: one float32 matrix of 4 m² bytes, worked on in place. It holds A without its mean,
 * A' = A - tr A / (m - 1) H, so that nothing is lost to the mean: tr(A B) = tr(A' B') + tr A tr B / (m - 1).
 */
export class LargeSide implements Side {
  readonly dof = null;
  readonly parts: readonly SideMoments[];
  readonly square: number;
  readonly norm: number;
  readonly width: number | null;
  readonly #data: Float32Array;

  /** Takes the Gram matrix and changes it. Cost m² and one float32 matrix product, m³. */
  constructor(gram: Float32Array, features: number, settings: Omit<KernelSettings, "centring">, unbiased: boolean) {
    const m = Math.sqrt(gram.length);
    this.#data = gram;
    this.width = settings.kernel === "gaussian" ? gaussianInPlace(gram, m, features, settings) : null;
    centreInPlace(gram, m, unbiased);
    let square = 0;
    for (const value of gram) square += value * value;
    const norm = Math.sqrt(square);
    const varies = norm > (settings.kernel === "gaussian" ? rounding * m : 0);
    this.norm = varies ? norm : 0;
    this.square = varies ? 1 : 0;
    const trace = withoutMean(gram, m, varies ? 1 / norm : 0);
    this.parts = [moments(gram, m, trace)];
  }

  paired(other: Side, order?: ArrayLike<number>): number {
    if (!(other instanceof LargeSide)) throw new TypeError("sides of two kinds cannot be paired");
    const [a, b] = [this.#data, other.#data];
    if (a.length !== b.length) throw new RangeError("sides of other samples cannot be paired");
    const [left, right] = [this.parts[0], other.parts[0]] as [SideMoments, SideMoments];
    const m = left.samples;
    let sum = 0;
    for (let i = 0; i < m; i++) {
      const row = (order ? (order[i] as number) : i) * m;
      for (let j = 0; j < m; j++) {
        sum += (a[i * m + j] as number) * (b[row + (order ? (order[j] as number) : j)] as number);
      }
    }
    return sum + (left.trace * right.trace) / (m - 1);
  }
}

function gaussianInPlace(
  gram: Float32Array,
  m: number,
  features: number,
  { width: rule, sigma }: Omit<KernelSettings, "centring">,
): number {
  const own = Float64Array.from({ length: m }, (_, i) => gram[i * m + i] as number);
  const distance = (i: number, j: number): number =>
    Math.max(0, (own[i] as number) + (own[j] as number) - 2 * (gram[i * m + j] as number));
  const width = sigma * (rule === "median" ? Math.sqrt(medianOf(m, distance)) : Math.sqrt(features));
  const rate = width === 0 ? -Infinity : -1 / (2 * width * width);
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < m; j++) {
      const between = i === j ? 0 : distance(i, j);
      gram[i * m + j] = between === 0 ? 1 : Math.exp(between * rate);
    }
  }
  return width;
}

function medianOf(m: number, distance: (i: number, j: number) => number): number {
  const count = Math.min(m, medianSamples);
  const pairs = new Float64Array((count * (count - 1)) / 2);
  const at = (index: number): number => Math.floor((index * m) / count);
  let place = 0;
  for (let i = 1; i < count; i++) for (let j = 0; j < i; j++) pairs[place++] = distance(at(i), at(j));
  pairs.sort();
  return ((pairs[Math.ceil(pairs.length / 2) - 1] as number) + (pairs[Math.floor(pairs.length / 2)] as number)) / 2;
}

/** HKH, or U-centring, as `centre.ts` has them. */
function centreInPlace(kernel: Float32Array, m: number, unbiased: boolean): void {
  const shares = new Float64Array(m);
  for (let i = 0; i < m; i++) {
    let sum = unbiased ? -(kernel[i * m + i] as number) : 0;
    for (let j = 0; j < m; j++) sum += kernel[i * m + j] as number;
    shares[i] = sum / (unbiased ? m - 2 : m);
  }
  const shift = shares.reduce((a, b) => a + b, 0) / (unbiased ? m - 1 : m);
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < m; j++) {
      const value = (kernel[i * m + j] as number) - (shares[i] as number) - (shares[j] as number) + shift;
      kernel[i * m + j] = unbiased && i === j ? 0 : value;
    }
  }
}

/** Scales, takes the mean off, and gives the trace that was. */
function withoutMean(a: Float32Array, m: number, scale: number): number {
  let trace = 0;
  for (let i = 0; i < m; i++) trace += scale * (a[i * m + i] as number);
  const shift = trace / (m - 1);
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < m; j++) {
      a[i * m + j] = scale * (a[i * m + j] as number) + shift / m - (i === j ? shift : 0);
    }
  }
  return trace;
}

function moments(a: Float32Array, m: number, trace: number): SideMoments {
  const sums = { square: 0, entryCube: 0, diagonalForm: 0, diagonalRow: 0, diagonalSquare: 0, diagonalCube: 0 };
  const diagonal = Float64Array.from({ length: m }, (_, i) => a[i * m + i] as number);
  for (let i = 0; i < m; i++) {
    const own = diagonal[i] as number;
    let [square, form] = [0, 0];
    for (let j = 0; j < m; j++) {
      const entry = a[i * m + j] as number;
      square += entry * entry;
      sums.entryCube += entry * entry * entry;
      form += entry * (diagonal[j] as number);
    }
    sums.square += square;
    sums.diagonalForm += own * form;
    sums.diagonalRow += own * square;
    sums.diagonalSquare += own * own;
    sums.diagonalCube += own ** 3;
  }
  return { samples: m, trace, cube: cubeTrace(a, m), ...sums };
}

/** tr A³ on the engine, some rows at a time. */
function cubeTrace(a: Float32Array, m: number): number {
  const tf = tensors();
  const whole = tf.tensor2d(a, [m, m]);
  let sum = 0;
  for (let start = 0; start < m; start += block) {
    const rows = tf.tidy(() => {
      const part = tf.slice2d(whole, [start, 0], [Math.min(block, m - start), m]);
      return tf.sum(tf.mul(tf.matMul<Tensor2D>(part, whole), part), 1);
    });
    for (const value of rows.dataSync()) sum += value;
    rows.dispose();
  }
  whole.dispose();
  return sum;
}
