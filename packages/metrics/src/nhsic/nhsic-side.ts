import { matrix, type LinearAlgebra, type Matrix } from "@infoplane/engine";
import { centre } from "../dependence/centre.ts";
import { DenseSide } from "../dependence/dense-side.ts";
import { gaussianKernel, type WidthRule } from "../dependence/kernel.ts";

/** Of nHSIC: the width is sigma sqrt(d), or the median distance itself. */
export interface NhsicSettings extends WidthRule {
  readonly eps: number;
}

/**
 * The side of nHSIC: R = HKH (HKH + eps m I)^-1, [m, m], symmetric, eigenvalues in [0, 1), R 1 = 0, from the Gram matrix
 * of m samples of d features. Cost m³. undefined when the Gram matrix holds infinities or not-a-number.
 */
export function createNhsicSide(
  gram: Matrix,
  features: number,
  settings: NhsicSettings,
  algebra: LinearAlgebra,
): DenseSide | undefined {
  const made = regularised(gram.data.slice(), features, settings, (a) => algebra.inversePositive(a));
  // c M^-1 is as precise as an inverse of a matrix of condition 1 / eps is.
  const precision = 2 ** -52 * Math.max(4, 1 / settings.eps);
  return made && new DenseSide([made.r], { dof: true, norm: 1, width: made.width, precision }, algebra);
}

/**
 * R from the values of a Gram matrix [m, m], which it changes: R = I - c (HKH + c I)^-1, c = eps m, by one inverse of a
 * positive definite matrix of which the lower half is read. HKH maps the vector of ones to 0, so HKH + c I holds 1/c
 * there, far from all else when c is small. With J = 11ᵀ / m, M = HKH + c I + (1 - c) J holds 1 there instead and is the
 * same elsewhere: R = I - c M^-1 - (1 - c) J. undefined for values that are not finite.
 */
export function regularised(
  values: Float64Array,
  features: number,
  { width: rule, sigma, eps }: NhsicSettings,
  inverse: (a: Matrix) => Matrix,
): { readonly r: Matrix; readonly width: number } | undefined {
  const m = Math.sqrt(values.length);
  // No entry is larger than the larger one of its row's and its column's on the diagonal.
  for (let i = 0; i < m; i++) if (!Number.isFinite(values[i * m + i])) return undefined;
  const width = gaussianKernel(values, m, features, { width: rule, sigma: rule === "median" ? 1 : sigma });
  centre(values, m, "double");
  const c = eps * m;
  affineInPlace(values, m, 1, c, (1 - c) / m);
  const r = inverse(matrix(m, m, values));
  affineInPlace(r.data, m, -c, 1, -(1 - c) / m);
  return { r, width };
}

/** factor A + diagonal I + constant 11ᵀ */
function affineInPlace(a: Float64Array, m: number, factor: number, diagonal: number, constant: number): void {
  for (let at = 0; at < a.length; at++) a[at] = factor * (a[at] as number) + constant;
  for (let i = 0; i < m; i++) a[i * m + i] = (a[i * m + i] as number) + diagonal;
}
