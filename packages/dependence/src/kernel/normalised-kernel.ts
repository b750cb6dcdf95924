import { identity, matrix, symmetrise, type LinearAlgebra, type Matrix } from "@infoplane/engine";
import type { KernelFeatures } from "../features/kernel-features.ts";
import type { Gram } from "../gram/gram-matrix.ts";
import { batchesOf } from "./batches-of.ts";
import { samplesOf, type CentredKernel } from "./centred-kernel.ts";
import { centre } from "./centre.ts";
import { DenseKernel } from "./dense-kernel.ts";
import { bordered, FactoredKernel, inner } from "./factored-kernel.ts";
import { gaussianKernel, type WidthRule } from "./gaussian-kernel.ts";
import { LargeKernel } from "./large-kernel.ts";
import { traceOfProduct } from "./trace-of-product.ts";

export interface KernelSettings extends WidthRule {
  readonly kernel: "linear" | "gaussian";
  /** HKH, or U-centred, or U-centred in each batch of about this size: see `batchesOf`. */
  readonly centring: "double" | "u" | { readonly batch: number };
}

/** Entries of a centred kernel this small, relative to the kernel's, are rounding errors. */
const float64Rounding = 1e-12;
const float32Rounding = 1e-6;

/**
 * The kernel of HSIC and CKA: the centred kernel matrix divided by its Frobenius norm, from the Gram matrix of m
 * samples of d features. A constant variable has norm 0 and a matrix of zeros. Cost m² and one matrix product.
 * undefined if a value is infinite or NaN, or if there are fewer than 4 samples for U-centring.
 */
export function normalisedKernel(
  gram: Gram,
  features: number,
  { kernel, width: rule, sigma, centring }: KernelSettings,
  algebra: Pick<LinearAlgebra, "traceOfCube">,
): DenseKernel | undefined {
  const m = gram.rows;
  if (!gram.isFinite || (centring !== "double" && m < 4)) return undefined;
  const values = gram.data.slice();
  const made =
    kernel === "gaussian" ? gaussianKernel({ ...gram, data: values }, features, { width: rule, sigma }) : null;
  const { trace, largest } = sizesOf(values, m);
  const error = made ? Math.sqrt(sumOf(made.errors)) : gram.rounding * trace;
  const centred = partsOf(matrix(m, m, values), centring);
  for (const part of centred) {
    centre(part.data, part.rows, centring === "double" ? "double" : "u");
    symmetrise(part);
  }
  const norm = Math.sqrt(centred.reduce((sum, part) => sum + traceOfProduct(part, part), 0));
  const varies = !gram.isConstant && norm > float64Rounding * m * largest;
  for (const { data } of centred)
    for (let at = 0; at < data.length; at++) data[at] = varies ? (data[at] as number) / norm : 0;
  const facts = { dof: false, norm: varies ? norm : 0, width: made?.width ?? null };
  return DenseKernel.of(centred, { ...facts, inaccuracy: error / norm, isConstant: gram.isConstant }, algebra);
}

/**
 * The same for many samples, in the float32 memory of the Gram matrix, which it takes over. Cost m³. undefined if a
 * value is infinite or NaN.
 */
export async function largeNormalisedKernel(
  gram: Gram<Float32Array>,
  features: number,
  settings: Omit<KernelSettings, "centring">,
  unbiased: boolean,
): Promise<LargeKernel | undefined> {
  if (!gram.isFinite) return undefined;
  const { data, rows: m } = gram;
  const made = settings.kernel === "gaussian" ? gaussianKernel(gram, features, settings) : null;
  const { trace, largest } = sizesOf(data, m);
  const error = made ? Math.sqrt(sumOf(made.errors)) : gram.rounding * trace;
  // Before anything is squared in float32: a wide kernel has entries near 0.
  const unit = largest > 0 ? 2 ** Math.round(Math.log2(largest)) : 1;
  if (unit !== 1) for (let at = 0; at < data.length; at++) data[at] = (data[at] as number) / unit;
  centre(data, m, unbiased ? "u" : "double");
  symmetrise({ rows: m, data });
  const norm = Math.sqrt(sumOfSquares(data));
  const varies = !gram.isConstant && norm > (float32Rounding * m * largest) / unit;
  for (let at = 0; at < data.length; at++) data[at] = varies ? (data[at] as number) / norm : 0;
  // A linear kernel has squared units, a Gaussian one has none.
  const scale = unit * (made?.scale ?? gram.unit ** 2);
  const facts = { dof: false, norm: varies ? norm * scale : 0, width: made?.width ?? null };
  const inaccuracy = error / (norm * unit * (made?.scale ?? 1));
  return LargeKernel.of(data, { ...facts, inaccuracy, isConstant: gram.isConstant });
}

/**
 * The same for very many samples, from features Φ [m, q] that approximate the kernel: Φ Φᵀ centred, or U-centred, over
 * its norm. Cost m q².
 */
export function factoredNormalisedKernel(
  { features: f, width, rank, error, isConstant }: KernelFeatures,
  isDouble: boolean,
  algebra: Pick<LinearAlgebra, "multiply">,
): FactoredKernel {
  const { rows: m, columns: q, data } = f;
  // An error of the kernel with the landmarks counts in Φ and in its transpose.
  const facts = { dof: false, normalise: true, width, rank, error: 2 * error, isConstant };
  if (isDouble) return new FactoredKernel({ f, g: identity(q), d: new Float64Array(m) }, facts, algebra);
  // The features are centred: a row of Φ Φᵀ sums to 0, and without its diagonal to minus the diagonal.
  const own = Float64Array.from({ length: m }, (_, i) =>
    inner(data.subarray(i * q, (i + 1) * q), data.subarray(i * q, (i + 1) * q)),
  );
  const largest = own.reduce((most, value) => Math.max(most, value), 0);
  const shares = own.map((value) => -value / (m - 2));
  const shift = shares.reduce((a, b) => a + b, 0) / (m - 1);
  const u = shares.map((share) => share - shift / 2);
  const wide = matrix(m, q + 2, new Float64Array(m * (q + 2)));
  for (let i = 0; i < m; i++) {
    wide.data.set(data.subarray(i * q, (i + 1) * q), i * (q + 2));
    wide.data[i * (q + 2) + q] = u[i] as number;
    wide.data[i * (q + 2) + q + 1] = 1;
  }
  const g = bordered(identity(q), 2);
  g.data[q * (q + 2) + q + 1] = g.data[(q + 1) * (q + 2) + q] = -1;
  const minus = own.map((value, i) => value - 2 * (u[i] as number));
  return new FactoredKernel({ f: wide, g, d: minus }, { ...facts, floor: float64Rounding * m * largest }, algebra);
}

/**
 * The factor that turns tr(A B) of two normalised kernels into HSIC. biased: 1 / (m - 1)², Gretton, Bousquet, Smola &
 * Schölkopf, "Measuring statistical dependence with Hilbert-Schmidt norms" (ALT 2005), equation 9. unbiased:
 * 1 / (m (m - 3)) of U-centred kernels, Song et al., "Feature selection via dependence maximization", JMLR 13 (2012),
 * equation 5.
 */
export function hsicFactor(estimator: "biased" | "unbiased"): (a: CentredKernel, b: CentredKernel) => number {
  return (a, b) => {
    const m = samplesOf(a);
    return (a.norm * b.norm) / (estimator === "biased" ? (m - 1) ** 2 : m * (m - 3));
  };
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

/** Trace, and the largest entry of the lower half. */
function sizesOf(data: Float32Array | Float64Array, m: number): { readonly trace: number; readonly largest: number } {
  let [trace, largest] = [0, 0];
  for (let i = 0; i < m; i++) {
    trace += data[i * m + i] as number;
    for (let j = 0; j <= i; j++) largest = Math.max(largest, Math.abs(data[i * m + j] as number));
  }
  return { trace, largest };
}

const sumOf = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0);

function sumOfSquares(values: Float32Array): number {
  let sum = 0;
  for (const value of values) sum += value * value;
  return sum;
}
