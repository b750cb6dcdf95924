import { matrix, symmetrise, type Matrix } from "@infoplane/engine/started";
import { centre } from "./centre.ts";
import { effectOfErrors, rowsOf, type Effect } from "./effect-of-errors.ts";

/** R over `norm`, a power of two that is 1 unless R is tiny. */
export interface RegularisedMatrix {
  readonly r: Matrix;
  readonly norm: number;
  /** Estimated effect on R of rounding in the distances, relative to R without its mean, if there is any. */
  readonly inaccuracy: number;
  /** The same relative to R. */
  readonly precision: number;
}

/** tr HKH, over c, below which R is HKH / c to this accuracy: the difference of I and c M^-1 would lose digits. */
export const tiny = 1e-5;
/** Smallest R that is not rescaled: third powers of smaller ones would underflow. */
export const small = 2 ** -20;
/**
 * Size of R without its mean, relative to R, that contributes nothing to a measure: for equidistant samples R is its
 * mean, and the relative rounding error of the rest is meaningless.
 */
const nothing = 2 ** -17;

/**
 * R = HKH (HKH + eps m I)^-1 from a kernel K, [m, m], whose lower half is read, up to a constant; K is changed, and R
 * may share its memory. R is symmetric with eigenvalues in [0, 1), and R 1 = 0. `errors` are those of the kernel's
 * rows: see `gaussianKernel`. Fukumizu, Gretton, Sun & Schölkopf, "Kernel measures of conditional dependence" (NIPS
 * 2007).
 *
 * R = I - c (HKH + c I)^-1, c = eps m, by one inverse of a positive definite matrix, whose lower half is read. HKH maps
 * the vector of ones to 0, so the inverse has 1/c there, far from all else when c is small. With J = 11ᵀ / m,
 * M = HKH + c I + (1 - c) J has 1 there instead and is unchanged elsewhere: R = I - c M^-1 - (1 - c) J. Costs one
 * inverse. Throws what `inverse` throws: `engine/not-positive-definite` if rounding leaves no inverse.
 */
export function regularise(
  { rows: m, data }: Matrix,
  errors: Float64Array,
  eps: number,
  inverse: (a: Matrix) => Matrix,
): RegularisedMatrix {
  centre(data, m, "double");
  const c = eps * m;
  const trace = traceOf(data, m);
  const isTiny = trace < tiny * c;
  affineInPlace(data, m, isTiny ? 1 / c : 1, isTiny ? 0 : c, isTiny ? 0 : (1 - c) / m);
  const r = isTiny ? symmetrise(matrix(m, m, data)) : inverse(matrix(m, m, data));
  if (!isTiny) affineInPlace(r.data, m, -c, 1, -(1 - c) / m);
  // The inverse of a matrix of condition tr / c.
  const inverted = isTiny ? 0 : (Number.EPSILON * trace) / c;
  const effect = effectOfErrors(errors, rowsOf(r));
  const { size } = effect;
  if (size === 0) return { r, norm: 0, inaccuracy: 0, precision: 0 };
  const norm = size < small ? 2 ** Math.round(Math.log2(size)) : 1;
  if (norm !== 1) affineInPlace(r.data, m, 1 / norm, 0, 0);
  return { r, norm, ...accuracyOf(effect, c, inverted) };
}

/** `inverted`: the relative error of the inverse. */
export function accuracyOf(
  { size, spread, moved }: Effect,
  c: number,
  inverted: number,
): Pick<RegularisedMatrix, "inaccuracy" | "precision"> {
  return { inaccuracy: moved / c / Math.max(spread, nothing * size) + inverted, precision: moved / c / size };
}

/** The precision of R's entries: that of the inverse of a matrix of condition 1 / eps. */
export const precisionOf = (eps: number): number => 2 ** -52 * Math.max(4, 1 / eps);

/** tr A of [m, m]. */
export function traceOf(a: Float64Array, m: number): number {
  let trace = 0;
  for (let i = 0; i < m; i++) trace += a[i * m + i] as number;
  return trace;
}

/** factor A + diagonal I + constant 11ᵀ */
function affineInPlace(a: Float64Array, m: number, factor: number, diagonal: number, constant: number): void {
  for (let at = 0; at < a.length; at++) a[at] = factor * (a[at] as number) + constant;
  for (let i = 0; i < m; i++) a[i * m + i] = (a[i * m + i] as number) + diagonal;
}
