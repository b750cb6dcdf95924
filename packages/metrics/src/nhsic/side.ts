import { matrix, type LinearAlgebra, type Matrix } from "@infoplane/engine";
import { sideMoments, type SideMoments } from "../statistics/permutation-moments.ts";
import { doubleCentred, gaussianKernel, medianDistance, squaredDistances } from "./kernel.ts";

/** How the Gaussian kernel's width follows from the data: sigma sqrt(d), or the median distance. */
export type Width = "fixed" | "median";

export interface KernelSettings {
  readonly width: Width;
  readonly sigma: number;
  readonly eps: number;
}

/** One variable as nHSIC sees it. Plain numbers: holds no tensors. */
export interface Side {
  /** R = HKH (HKH + eps m I)^-1, [m, m]: symmetric, eigenvalues in [0, 1), R 1 = 0. */
  readonly r: Matrix;
  /** tr R²: the value of nHSIC of this side with itself. */
  readonly square: number;
  readonly moments: SideMoments;
  /** Width of the kernel that was used. */
  readonly width: number;
}

/**
 * R from the Gram matrix of m samples of d features: I - c (HKH + c I)^-1 with c = eps m, one inverse of a positive
 * definite matrix. Cost m³.
 * undefined when the Gram matrix holds infinities or not-a-number.
 */
export function createSide(
  gram: Matrix,
  features: number,
  settings: KernelSettings,
  algebra: LinearAlgebra,
): Side | undefined {
  if (!Number.isFinite(traceOfProduct(gram, gram))) return undefined;
  const distances = squaredDistances(gram);
  const width = settings.width === "median" ? medianDistance(distances) : settings.sigma * Math.sqrt(features);
  const r = regularised(doubleCentred(gaussianKernel(distances, width)), settings.eps, algebra);
  return { r, square: traceOfProduct(r, r), moments: sideMoments(r, algebra), width };
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

/** tr(A B) of symmetric matrices. */
export function traceOfProduct(a: Matrix, b: Matrix): number {
  let sum = 0;
  for (let at = 0; at < a.data.length; at++) sum += (a.data[at] as number) * (b.data[at] as number);
  return sum;
}
