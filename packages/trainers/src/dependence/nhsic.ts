import { ops, tensors, type Matrix } from "@infoplane/engine/started";
import type { Scalar, Tensor, Tensor2D } from "@tensorflow/tfjs-core";

export interface NhsicSettings {
  /** Width of the Gaussian kernel in units of sqrt(d). */
  readonly sigma: number;
  /** Regularisation: eps m is added to the centred kernel. */
  readonly eps: number;
}

/**
 * R = HKH (HKH + eps m I)^-1 of one variable: [m, d] -> [m, m], symmetric, R 1 = 0, with H = I - 11ᵀ/m and the Gaussian
 * kernel K_ij = exp(-|z_i - z_j|² / (2 sigma² d)). Float64 off the engine but for the Gram matrix. Borrows its argument.
 * Costs m² d and about m³.
 */
export function regularisedKernel(values: Tensor2D, settings: NhsicSettings): Matrix {
  return resolvent(values, settings).r;
}

/**
 * tr(R_Z B): normalised HSIC between z and a variable whose R is B (Fukumizu et al. 2007; Ma, Lewis & Kleijn 2020,
 * eq. 8). It is linear in B, so that a weighted sum of such matrices gives a weighted sum of values at one cost.
 *
 * z: float32 [m, d], borrowed; other: [m, m] symmetric with rows that add to 0, as `regularisedKernel` gives it. Returns
 * a new scalar, differentiable in z alone. With M = HKH + c I and c = eps m, dR = c M^-1 d(HKH) M^-1; hence
 * G = -c (M^-1 B M^-1) ∘ K / (2 sigma² d) for the squared distances, and 4 (diag(G 1) - G) z for z.
 * Not-a-number when z holds infinities or not-a-number.
 */
export function nhsic(z: Tensor2D, other: Matrix, settings: NhsicSettings): Scalar {
  const tf = tensors();
  const op = tf.customGrad((...args) => {
    const [values, save] = args as unknown as [Tensor2D, (saved: Tensor[]) => void];
    const found = resolvent(values, settings);
    save([values, pull(found, other)]);
    return {
      value: tf.scalar(traceOfProduct(found.r, other)),
      gradFunc: (dy: Tensor, saved: Tensor[]) => {
        const [at, weights] = saved as [Tensor2D, Tensor2D];
        // The weights' rows add to 0: shifting z changes nothing, and a smaller z loses fewer digits.
        return tf.mul(tf.matMul(weights, tf.sub<Tensor2D>(at, tf.mean(at, 0))), dy);
      },
    };
  });
  return op(z);
}

interface Resolvent {
  readonly r: Matrix;
  readonly kernel: Matrix;
  /** (HKH + c I)^-1 on what is orthogonal to the ones, and the identity on them. */
  readonly inverse: Matrix;
  readonly c: number;
  /** 1 / (2 width²) */
  readonly rate: number;
}

function resolvent(values: Tensor2D, { sigma, eps }: NhsicSettings): Resolvent {
  const [m, d] = values.shape;
  const c = eps * m;
  const rate = 1 / (2 * sigma * sigma * d);
  const kernel = gaussian(centredGram(values), rate);
  const shifted = doubleCentred(kernel);
  // HKH + c I holds c on the ones, far from all else; with 1 there it is the same elsewhere and better to invert.
  mapInto(shifted, (value, i, j) => value + (i === j ? c : 0) + (1 - c) / m);
  const finite = shifted.data.every(Number.isFinite);
  const inverse = finite
    ? ops().linalg().inversePositive(shifted)
    : ops().matrix(m, m, new Float64Array(m * m).fill(NaN));
  const r = ops().matrix(m, m, inverse.data.slice());
  mapInto(r, (value, i, j) => (i === j ? 1 : 0) - c * value - (1 - c) / m);
  return { r, kernel, inverse, c, rate };
}

/** What the gradient multiplies z with: 4 (diag(G 1) - G), float32 [m, m]. */
function pull({ kernel, inverse, c, rate }: Resolvent, other: Matrix): Tensor2D {
  const { multiply } = ops().linalg();
  const g = multiply(multiply(inverse, other), inverse);
  mapInto(g, (value, i, j) => -c * rate * value * (kernel.data[i * kernel.rows + j] as number));
  const sums = rowSums(g);
  mapInto(g, (value, i, j) => 4 * ((i === j ? (sums[i] as number) : 0) - value));
  return ops().toTensor(g);
}

function centredGram(values: Tensor2D): Matrix {
  const tf = tensors();
  const gram = tf.tidy(() => {
    const centred = tf.sub<Tensor2D>(values, tf.mean(values, 0));
    return tf.matMul<Tensor2D>(centred, centred, false, true);
  });
  const copy = ops().fromTensor(gram);
  gram.dispose();
  return copy;
}

function gaussian(gram: Matrix, rate: number): Matrix {
  const m = gram.rows;
  const square = (i: number): number => gram.data[i * m + i] as number;
  const kernel = ops().matrix(m, m, gram.data.slice());
  // A product of a matrix with itself may differ in its halves by rounding: both take the lower one.
  mapInto(kernel, (_, i, j) => {
    const product = gram.data[Math.max(i, j) * m + Math.min(i, j)] as number;
    return Math.exp(-rate * Math.max(0, square(i) + square(j) - 2 * product));
  });
  return kernel;
}

function doubleCentred(kernel: Matrix): Matrix {
  const m = kernel.rows;
  const means = rowSums(kernel).map((sum) => sum / m);
  const mean = means.reduce((a, b) => a + b, 0) / m;
  const centred = ops().matrix(m, m, kernel.data.slice());
  mapInto(centred, (value, i, j) => value - (means[i] as number) - (means[j] as number) + mean);
  return centred;
}

/** tr(A B) of symmetric matrices. */
function traceOfProduct(a: Matrix, b: Matrix): number {
  return a.data.reduce((sum, value, at) => sum + value * (b.data[at] as number), 0);
}

function rowSums({ rows: m, data }: Matrix): Float64Array {
  const sums = new Float64Array(m);
  for (let i = 0; i < m; i++) for (let j = 0; j < m; j++) sums[i] = (sums[i] as number) + (data[i * m + j] as number);
  return sums;
}

function mapInto({ rows: m, data }: Matrix, change: (value: number, i: number, j: number) => number): void {
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < m; j++) data[i * m + j] = change(data[i * m + j] as number, i, j);
  }
}
