import { matrix, type LinearAlgebra, type Matrix } from "@infoplane/engine";
import { doubleCentred } from "../dependence/centre.ts";
import { DenseSide, traceOfProduct } from "../dependence/dense-side.ts";
import { gaussianKernel, medianDistance, squaredDistances } from "../dependence/kernel.ts";

/** How the Gaussian kernel's width follows from the data: sigma sqrt(d), or the median distance. */
export type Width = "fixed" | "median";

export interface NhsicSettings {
  readonly width: Width;
  readonly sigma: number;
  readonly eps: number;
}

/**
 * The side of nHSIC: R = HKH (HKH + eps m I)^-1, [m, m], symmetric, eigenvalues in [0, 1), R 1 = 0, from the Gram matrix
 * of m samples of d features: I - c (HKH + c I)^-1 with c = eps m, one inverse of a positive definite matrix. Cost m³.
 * undefined when the Gram matrix holds infinities or not-a-number.
 */
export function createNhsicSide(
  gram: Matrix,
  features: number,
  settings: NhsicSettings,
  algebra: LinearAlgebra,
): DenseSide | undefined {
  if (!Number.isFinite(traceOfProduct(gram, gram))) return undefined;
  const distances = squaredDistances(gram);
  const width = settings.width === "median" ? medianDistance(distances) : settings.sigma * Math.sqrt(features);
  const r = regularised(doubleCentred(gaussianKernel(distances, width)), settings.eps, algebra);
  return new DenseSide([r], { dof: true, norm: 1, width }, algebra);
}

/**
 * HKH maps the vector of ones to 0, so HKH + c I holds 1/c there, far from all else when c is small. With J = 11ᵀ / m,
 * M = HKH + c I + (1 - c) J holds 1 there instead and is the same elsewhere: R = I - c M^-1 - (1 - c) J.
 */
function regularised(centredKernel: Matrix, eps: number, algebra: LinearAlgebra): Matrix {
  const m = centredKernel.rows;
  const c = eps * m;
  const shifted = affine(centredKernel, 1, c, (1 - c) / m);
  return affine(algebra.inversePositive(shifted), -c, 1, -(1 - c) / m);
}

/** factor A + diagonal I + constant 11ᵀ */
function affine({ rows: m, data }: Matrix, factor: number, diagonal: number, constant: number): Matrix {
  const values = new Float64Array(m * m);
  for (let at = 0; at < values.length; at++) values[at] = factor * (data[at] as number) + constant;
  for (let i = 0; i < m; i++) values[i * m + i] = (values[i * m + i] as number) + diagonal;
  return matrix(m, m, values);
}
