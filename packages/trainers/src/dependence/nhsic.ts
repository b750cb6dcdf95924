import { InfoplaneError } from "@infoplane/contracts";
import { ops, tensors, type Matrix } from "@infoplane/engine/started";
import type { Scalar, Tensor, Tensor2D } from "@tensorflow/tfjs-core";
import { exactDistances, fastDistances, type Distances } from "./distances.ts";

export interface NhsicSettings {
  /** Width of the Gaussian kernel in units of sqrt(d). */
  readonly sigma: number;
  /** Regularisation: eps m is added to the centred kernel. */
  readonly eps: number;
}

/**
 * R = HKH (HKH + eps m I)^-1 of one variable: [m, d] -> [m, m], symmetric, R 1 = 0, with H = I - 11ᵀ/m and the Gaussian
 * kernel K_ij = exp(-|z_i - z_j|² / (2 sigma² d)). Float64 off the engine but for the Gram matrix, and that too where its
 * rounding would show. Borrows its argument. Costs m² d and about m³.
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
    save([found.distances.pulled(pull(found, other))]);
    return {
      value: tf.scalar(traceOfProduct(found.r, other)),
      gradFunc: (dy: Tensor, saved: Tensor[]) => tf.mul(saved[0] as Tensor2D, dy),
    };
  });
  return op(z);
}

interface Resolvent {
  readonly r: Matrix;
  readonly distances: Distances;
  /** (HKH + c I)^-1 on what is orthogonal to the ones, and the identity on them. */
  readonly inverse: Matrix;
  readonly c: number;
  /** 1 / (2 width²) */
  readonly rate: number;
}

/** Rounding may move R by so much of itself. */
const mostInaccuracy = 1e-3;
/** tr HKH, over c, below which R is HKH / c to this: the difference of I and c M^-1 would keep fewer digits. */
const tiny = 1e-5;

/** From float32 products; where their rounding may show, from distances in float64. Not-a-number where neither will do. */
function resolvent(values: Tensor2D, settings: NhsicSettings): Resolvent {
  const fast = attempted(fastDistances(values), values.shape[1], settings);
  if (fast && fast.inaccuracy <= mostInaccuracy) return fast;
  const distances = exactDistances(values);
  const exact = attempted(distances, values.shape[1], settings);
  if (exact && !(exact.inaccuracy > mostInaccuracy)) return exact;
  const m = values.shape[0];
  const nothing = ops().matrix(m, m, new Float64Array(m * m).fill(NaN));
  return { r: nothing, inverse: nothing, distances, c: NaN, rate: NaN };
}

/** undefined where a distance is not finite, or the inverse does not exist. */
function attempted(
  distances: Distances,
  d: number,
  { sigma, eps }: NhsicSettings,
): (Resolvent & { readonly inaccuracy: number }) | undefined {
  const { rows: m, data } = distances.squares;
  const c = eps * m;
  const rate = 1 / (2 * sigma * sigma * d);
  if (!data.every(Number.isFinite)) return undefined;
  // Without its 1, which centring takes away and a wide kernel would drown in.
  const shifted = doubleCentred(
    ops().matrix(
      m,
      m,
      data.map((distance) => Math.expm1(-rate * distance)),
    ),
  );
  let trace = 0;
  for (let i = 0; i < m; i++) trace += shifted.data[i * m + i] as number;
  const isTiny = trace < tiny * c;
  const r = ops().matrix(m, m, shifted.data.slice());
  // HKH + c I holds c on the ones, far from all else; with 1 there it is the same elsewhere and better to invert.
  mapInto(shifted, (value, i, j) => value + (i === j ? c : 0) + (1 - c) / m);
  const inverse = inverted(shifted);
  if (!inverse) return undefined;
  if (isTiny) mapInto(r, (value) => value / c);
  else mapInto(r, (_, i, j) => (i === j ? 1 : 0) - c * (inverse.data[i * m + j] as number) - (1 - c) / m);
  return { r, distances, inverse, c, rate, inaccuracy: inaccuracyOf(r, distances, c, rate) };
}

function inverted(a: Matrix): Matrix | undefined {
  try {
    return ops().linalg().inversePositive(a);
  } catch (cause) {
    if (cause instanceof InfoplaneError) return undefined;
    throw cause;
  }
}

/**
 * Errors e of the kernel become S e S / c in R with S = I - R, whose square is no more than Σᵢ (S²)ᵢᵢ² Σⱼ eᵢⱼ² where they
 * are independent: against the norm of R, 0 where nothing is moved, and
 * not-a-number where nothing is there: a layer of zeros, or products too small for float32, which the exact ones tell.
 */
function inaccuracyOf(r: Matrix, { squares, error }: Distances, c: number, rate: number): number {
  const m = r.rows;
  let [size, moved] = [0, 0];
  for (let i = 0; i < m; i++) {
    let [row, errors] = [0, 0];
    for (let j = 0; j < m; j++) {
      row += (r.data[i * m + j] as number) ** 2;
      if (i !== j) errors += (rate * Math.exp(-rate * (squares.data[i * m + j] as number)) * error(i, j)) ** 2;
    }
    const left = 1 - 1 / m - 2 * (r.data[i * m + i] as number) + row;
    size += row;
    moved += errors * left * left;
  }
  if (moved === 0) return size === 0 ? NaN : 0;
  return Math.sqrt(moved / size) / c;
}

/** What the gradient multiplies z with: 4 (diag(G 1) - G), [m, m]. */
function pull({ distances, inverse, c, rate }: Resolvent, other: Matrix): Matrix {
  const { multiply } = ops().linalg();
  const { data } = distances.squares;
  const g = multiply(multiply(inverse, other), inverse);
  mapInto(g, (value, i, j) => -c * rate * value * Math.exp(-rate * (data[i * g.rows + j] as number)));
  const sums = rowSums(g);
  mapInto(g, (value, i, j) => 4 * ((i === j ? (sums[i] as number) : 0) - value));
  return g;
}

function doubleCentred(kernel: Matrix): Matrix {
  const m = kernel.rows;
  const means = rowSums(kernel).map((sum) => sum / m);
  const mean = means.reduce((a, b) => a + b, 0) / m;
  mapInto(kernel, (value, i, j) => value - (means[i] as number) - (means[j] as number) + mean);
  return kernel;
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
