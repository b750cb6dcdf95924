import { InfoplaneError } from "@infoplane/contracts";
import { matrix, ops, tensors, type Matrix } from "@infoplane/engine/started";
import type { Scalar, Tensor, Tensor2D } from "@tensorflow/tfjs-core";
import type { Gram } from "../gram/gram-matrix.ts";
import { gaussianKernel } from "../kernel/gaussian-kernel.ts";
import { regularise } from "../kernel/regularise.ts";
import { float32BatchGram, float64BatchGram, type BatchGram } from "./batch-gram.ts";

export interface NhsicObjectiveSettings {
  /** Width of the Gaussian kernel in units of sqrt(d). */
  readonly sigma: number;
  /** Regularisation: eps m is added to the centred kernel. */
  readonly eps: number;
}

/**
 * R = HKH (HKH + eps m I)^-1 of one variable: [m, d] -> [m, m], symmetric, R 1 = 0, with H = I - 11ᵀ/m and the Gaussian
 * kernel K_ij = exp(-|z_i - z_j|² / (2 sigma² d)). Float64 off the engine except for the Gram matrix, which is float64 too
 * where float32 products would lose what the kernel needs. Borrows its argument. Not-a-number where the values are not
 * finite. Needs a started engine. Costs m² d and about m³.
 */
export function regularisedMatrix(values: Tensor2D, settings: NhsicObjectiveSettings): Matrix {
  return resolvent(values, settings).r;
}

/**
 * tr(R_Z B): normalised HSIC between z and a variable whose R is B (Fukumizu et al. 2007; Ma, Lewis & Kleijn 2020,
 * eq. 8), differentiable in z. It is linear in B, so that a weighted sum of such matrices gives a weighted sum of values at
 * one cost.
 *
 * z: float32 [m, d], borrowed; other: [m, m] symmetric with rows that add to 0, as `regularisedMatrix` gives it. Returns
 * a new scalar. With S = I - R and c = eps m, dR = S d(HKH) S / c; hence G = -(S B S) ∘ K / (2 sigma² d c) for the squared
 * distances, and 4 (diag(G 1) - G) z for z. Not-a-number when z holds infinities or not-a-number.
 *
 *     const x = regularisedMatrix(inputs, { sigma: 5, eps: 1e-5 });
 *     const { value, grad } = tf.valueAndGrad((z) => nhsicObjective(z, x, { sigma: 5, eps: 1e-5 }))(outputs);
 */
export function nhsicObjective(z: Tensor2D, other: Matrix, settings: NhsicObjectiveSettings): Scalar {
  const tf = tensors();
  const op = tf.customGrad((...args) => {
    const [values, save] = args as unknown as [Tensor2D, (saved: Tensor[]) => void];
    const { r, batch, pull } = resolvent(values, settings);
    save([batch.weighted(pull(other))]);
    return {
      value: tf.scalar(traceOfProduct(r, other)),
      gradFunc: (dy: Tensor, saved: Tensor[]) => tf.mul(saved[0] as Tensor2D, dy),
    };
  });
  return op(z);
}

interface Resolvent {
  readonly r: Matrix;
  readonly batch: BatchGram;
  /** What the gradient of tr(R B) multiplies z with: [m, m]. */
  readonly pull: (other: Matrix) => Matrix;
}

/** Rounding may move R by so much of itself. */
const mostInaccuracy = 1e-3;

/** From float32 products; where their rounding may show, from distances in float64. Not-a-number where neither will do. */
function resolvent(values: Tensor2D, settings: NhsicObjectiveSettings): Resolvent {
  const features = values.shape[1];
  const fast = attempted(float32BatchGram(values), features, settings);
  // Where nothing varies products may only have been too small for float32.
  if (fast && fast.norm > 0 && fast.precision <= mostInaccuracy) return fast;
  const batch = float64BatchGram(values);
  const exact = attempted(batch, features, settings);
  if (exact && exact.precision <= mostInaccuracy) return exact;
  const [m] = values.shape;
  const nothing = matrix(m, m, new Float64Array(m * m).fill(NaN));
  return { r: nothing, batch, pull: () => nothing };
}

/** undefined where a product is not finite, or the inverse does not exist. */
function attempted(
  batch: BatchGram,
  features: number,
  { sigma, eps }: NhsicObjectiveSettings,
): (Resolvent & { readonly norm: number; readonly precision: number }) | undefined {
  const { gram } = batch;
  if (!gram.isFinite) return undefined;
  const kernel = { ...gram, data: gram.data.slice() };
  const { width, errors } = gaussianKernel(kernel, features, { width: "fixed", sigma });
  const inverse = (a: Matrix): Matrix => ops().linalg().inversePositive(a);
  try {
    const { r, norm, precision } = regularise(matrix(gram.rows, gram.rows, kernel.data), errors, eps, inverse);
    // A power of two: exact.
    if (norm !== 0 && norm !== 1) for (let at = 0; at < r.data.length; at++) r.data[at] = (r.data[at] as number) * norm;
    return { r, norm, precision, batch, pull: (other) => pull(r, other, { gram, width, c: eps * gram.rows }) };
  } catch (cause) {
    if (cause instanceof InfoplaneError) return undefined;
    throw cause;
  }
}

/** 4 (diag(G 1) - G) */
function pull(
  r: Matrix,
  other: Matrix,
  { gram, width, c }: { readonly gram: Gram; readonly width: number; readonly c: number },
): Matrix {
  const { multiply } = ops().linalg();
  const m = r.rows;
  const rate = 1 / (2 * width * width);
  const s = matrix(
    m,
    m,
    r.data.map((value, at) => (at % (m + 1) === 0 ? 1 : 0) - value),
  );
  const g = multiply(multiply(s, other), s);
  for (let i = 0; i < m; i++) {
    let sum = 0;
    for (let j = 0; j < m; j++) {
      const at = i * m + j;
      const value = (-rate / c) * (g.data[at] as number) * Math.exp(-rate * squaredDistance(gram, i, j));
      sum += value;
      g.data[at] = -4 * value;
    }
    g.data[i * m + i] = (g.data[i * m + i] as number) + 4 * sum;
  }
  return g;
}

/** Of rows i and j, from the lower half. */
function squaredDistance({ data, rows: m, holds }: Gram, i: number, j: number): number {
  const entry = data[Math.max(i, j) * m + Math.min(i, j)] as number;
  if (i === j) return 0;
  if (holds === "distances") return entry;
  return Math.max(0, (data[i * m + i] as number) + (data[j * m + j] as number) - 2 * entry);
}

/** tr(A B) of symmetric matrices. */
function traceOfProduct(a: Matrix, b: Matrix): number {
  return a.data.reduce((sum, value, at) => sum + value * (b.data[at] as number), 0);
}
