import { matrix, symmetrise, type LinearAlgebra, type Matrix } from "@infoplane/engine";
import { batchesOf } from "./batches-of.ts";
import { centre } from "./centre.ts";
import { DenseSide, traceOfProduct } from "./dense-side.ts";
import type { Gram } from "./gram-matrix.ts";
import { gaussianKernel, type WidthRule } from "./kernel.ts";

export interface KernelSettings extends WidthRule {
  readonly kernel: "linear" | "gaussian";
  /** HKH, or U-centred, or U-centred in each of the batches of about so many samples: see `batchesOf`. */
  readonly centring: "double" | "u" | { readonly batch: number };
}

/** Entries of a centred kernel this small, relative to the kernel's, are rounding. */
const rounding = 1e-12;

/**
 * The side of HSIC and CKA: the centred kernel matrix divided by its Frobenius norm, from the Gram matrix of m samples
 * of d features. A variable that does not vary has norm 0 and a matrix of zeros. Cost m² and one matrix product.
 * undefined when a value is infinite or not a number, or there are not 4 samples for U-centring.
 */
export function createKernelSide(
  gram: Gram,
  features: number,
  { kernel, width: rule, sigma, centring }: KernelSettings,
  algebra: Pick<LinearAlgebra, "traceOfCube">,
): DenseSide | undefined {
  const m = gram.rows;
  if (!gram.isFinite || (centring !== "double" && m < 4)) return undefined;
  const values = gram.data.slice();
  const made =
    kernel === "gaussian" ? gaussianKernel({ ...gram, data: values }, features, { width: rule, sigma }) : null;
  const largest = largestOf(values, m);
  const error = made ? Math.sqrt(sumOf(made.errors)) : gram.rounding * traceOf(values, m);
  const centred = partsOf(matrix(m, m, values), centring);
  for (const part of centred) {
    centre(part.data, part.rows, centring === "double" ? "double" : "u");
    symmetrise(part);
  }
  const norm = Math.sqrt(centred.reduce((sum, part) => sum + traceOfProduct(part, part), 0));
  const varies = !gram.isConstant && norm > rounding * m * largest;
  for (const { data } of centred)
    for (let at = 0; at < data.length; at++) data[at] = varies ? (data[at] as number) / norm : 0;
  const facts = { dof: false, norm: varies ? norm : 0, width: made?.width ?? null };
  return new DenseSide(centred, { ...facts, inaccuracy: error / norm, isConstant: gram.isConstant }, algebra);
}

/** The whole matrix, or the block of each mini-batch. */
function partsOf(kernel: Matrix, centring: KernelSettings["centring"]): Matrix[] {
  if (typeof centring === "string") return [kernel];
  return batchesOf(kernel.rows, centring.batch).map((places) => blockOf(kernel, places));
}

function blockOf({ rows: m, data }: Matrix, places: readonly number[]): Matrix {
  const size = places.length;
  const block = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    const row = (places[i] as number) * m;
    for (let j = 0; j < size; j++) block[i * size + j] = data[row + (places[j] as number)] as number;
  }
  return matrix(size, size, block);
}

/** Largest entry of the lower half. */
function largestOf(data: Float64Array, m: number): number {
  let largest = 0;
  for (let i = 0; i < m; i++) {
    for (let j = 0; j <= i; j++) largest = Math.max(largest, Math.abs(data[i * m + j] as number));
  }
  return largest;
}

function traceOf(data: Float64Array, m: number): number {
  let trace = 0;
  for (let i = 0; i < m; i++) trace += data[i * m + i] as number;
  return trace;
}

const sumOf = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0);
