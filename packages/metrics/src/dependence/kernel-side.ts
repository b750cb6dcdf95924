import { matrix, type LinearAlgebra, type Matrix } from "@infoplane/engine";
import { doubleCentred, uCentred } from "./centre.ts";
import { DenseSide, traceOfProduct } from "./dense-side.ts";
import { gaussianKernel, medianDistance, squaredDistances } from "./kernel.ts";

export interface KernelSettings {
  readonly kernel: "linear" | "gaussian";
  /** Of the Gaussian kernel: sigma times the median distance, or sigma sqrt(d). */
  readonly width: "median" | "fixed";
  readonly sigma: number;
  /** HKH, or U-centred, or U-centred in each whole batch of so many consecutive samples. */
  readonly centring: "double" | "u" | { readonly batch: number };
}

/** Entries of a centred Gaussian kernel this small are rounding of numbers near 1. */
const rounding = 1e-12;

/**
 * The side of HSIC and CKA: the centred kernel matrix divided by its Frobenius norm, from the Gram matrix of m samples
 * of d features. A variable that does not vary has norm 0 and a matrix of zeros. Cost m² and one matrix product.
 * undefined when the Gram matrix holds infinities or not-a-number, or there are not 4 samples for U-centring.
 */
export function createKernelSide(
  gram: Matrix,
  features: number,
  { kernel, width: rule, sigma, centring }: KernelSettings,
  algebra: Pick<LinearAlgebra, "traceOfCube">,
): DenseSide | undefined {
  const m = gram.rows;
  if (!Number.isFinite(traceOfProduct(gram, gram)) || (centring !== "double" && m < 4)) return undefined;
  let values = gram;
  let width: number | null = null;
  if (kernel === "gaussian") {
    const distances = squaredDistances(gram);
    width = sigma * (rule === "median" ? medianDistance(distances) : Math.sqrt(features));
    values = gaussianKernel(distances, width);
  }
  const centred = centre(values, centring);
  const norm = Math.sqrt(centred.reduce((sum, part) => sum + traceOfProduct(part, part), 0));
  const varies = norm > (kernel === "gaussian" ? rounding * m : 0);
  for (const { data } of centred)
    for (let at = 0; at < data.length; at++) data[at] = varies ? (data[at] as number) / norm : 0;
  return new DenseSide(centred, { dof: false, norm: varies ? norm : 0, width }, algebra);
}

function centre(kernel: Matrix, centring: KernelSettings["centring"]): Matrix[] {
  if (centring === "double") return [doubleCentred(kernel)];
  if (centring === "u") return [uCentred(kernel)];
  const size = Math.min(centring.batch, kernel.rows);
  const batches = Math.floor(kernel.rows / size);
  return Array.from({ length: batches }, (_, index) => uCentred(diagonalBlock(kernel, index * size, size)));
}

function diagonalBlock({ rows: m, data }: Matrix, start: number, size: number): Matrix {
  const block = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    const from = (start + i) * m + start;
    block.set(data.subarray(from, from + size), i * size);
  }
  return matrix(size, size, block);
}
