import { linalg, matrix, type LinearAlgebra, type Matrix, type Stream } from "@infoplane/engine";
import { accurateKernel, isFailure, type KernelFailure } from "./kernel/accurate-kernel.ts";
import { dependence, type Dependence, type DependenceOptions } from "./dependence.ts";
import { exactGram } from "./gram/exact-gram.ts";
import { float64Rounding, statisticsOfRows } from "./gram/feature-statistics.ts";
import { gramOfRows } from "./gram/gram.ts";
import type { Gram, Scale } from "./gram/gram-matrix.ts";
import type { CentredKernel } from "./kernel/centred-kernel.ts";
import { hsicFactor, normalisedKernel, type KernelSettings } from "./kernel/normalised-kernel.ts";
import { regularisedKernel } from "./kernel/regularised-kernel.ts";

export interface EstimatorOptions {
  /** For a Gaussian kernel: sigma times the median distance, or sigma sqrt(d). nhsic: fixed; the others: median. */
  readonly width?: "median" | "fixed";
  /** nhsic: 5, and not used with the median width; the others: 1. */
  readonly sigma?: number;
  /** For nhsic: 1e-5. */
  readonly eps?: number;
  /** Approximate size of a mini-batch for cka-minibatch: 256. All samples are distributed evenly. */
  readonly batch?: number;
  /** raw */
  readonly scale?: Scale;
  /** Draws this many re-pairings for `pResampled`. */
  readonly permutations?: number;
  readonly stream?: Stream;
  /** That of the started engine by default. */
  readonly algebra?: LinearAlgebra;
}

/**
 * Dependence of two matrices over the same samples, one per row, without an experiment: the value with its exact null,
 * corrected value, z and p. Matches the measure of the same name, in float64 throughout; pass labels one-hot. Needs a
 * started engine, or `algebra`. Rejects with RangeError for values that are not finite and for fewer than 4 samples.
 * CKA with a constant kernel is NaN.
 */
export type Estimator = (a: Matrix, b: Matrix, options?: EstimatorOptions) => Promise<Dependence>;

/** Every calibrated estimator of dependence, by name. */
export const estimators: Readonly<Record<EstimatorName, Estimator>> = {
  nhsic: estimator(
    (rows, { width = "fixed", sigma = 5, eps = 1e-5, scale = "raw", algebra = linalg() }) =>
      kernelOfRows(rows, scale, "distances", algebra, (gram) =>
        regularisedKernel(gram, rows.columns, { width, sigma, eps }, algebra),
      ),
    (a, b) => a.norm * b.norm,
  ),
  hsic: estimator(kernelOf("gaussian", "double"), hsicFactor("biased")),
  "hsic-unbiased": estimator(kernelOf("gaussian", "u"), hsicFactor("unbiased")),
  "hsic-linear": estimator(kernelOf("linear", "double"), hsicFactor("biased")),
  "hsic-linear-unbiased": estimator(kernelOf("linear", "u"), hsicFactor("unbiased")),
  cka: estimator(kernelOf("linear", "double")),
  "cka-debiased": estimator(kernelOf("linear", "u")),
  "cka-minibatch": estimator(kernelOf("linear", "batch")),
  "cka-gaussian": estimator(kernelOf("gaussian", "double")),
  "cka-gaussian-debiased": estimator(kernelOf("gaussian", "u")),
};

export type EstimatorName =
  | "nhsic"
  | "hsic"
  | "hsic-unbiased"
  | "hsic-linear"
  | "hsic-linear-unbiased"
  | "cka"
  | "cka-debiased"
  | "cka-minibatch"
  | "cka-gaussian"
  | "cka-gaussian-debiased";

type MakeKernel = (rows: Matrix, options: EstimatorOptions) => Promise<CentredKernel | KernelFailure>;

/** From float64 products, or from exact distances if rounding of the products might show. */
function kernelOfRows(
  rows: Matrix,
  scale: Scale,
  holds: Gram["holds"],
  algebra: LinearAlgebra,
  made: (gram: Gram) => CentredKernel | undefined,
): Promise<CentredKernel | KernelFailure> {
  const { rows: m, columns: d, data } = rows;
  const read = (start: number, end: number): Matrix => matrix(end - start, d, data.subarray(start * d, end * d));
  return accurateKernel([
    () => made(gramOfRows(rows, scale, float64Rounding)),
    async () =>
      made(
        await exactGram(
          { samples: m, features: d, read },
          statisticsOfRows(rows, float64Rounding),
          new Float64Array(m * m),
          {
            scale,
            holds,
            algebra,
          },
        ),
      ),
  ]);
}

function kernelOf(kernel: KernelSettings["kernel"], centring: "double" | "u" | "batch"): MakeKernel {
  return (rows, { width = "median", sigma = 1, batch = 256, scale = "raw", algebra = linalg() }) => {
    const settings = { kernel, width, sigma, centring: centring === "batch" ? { batch } : centring };
    const holds = kernel === "gaussian" ? "distances" : "products";
    return kernelOfRows(rows, scale, holds, algebra, (gram) => normalisedKernel(gram, rows.columns, settings, algebra));
  };
}

function estimator(kernel: MakeKernel, factor?: (a: CentredKernel, b: CentredKernel) => number): Estimator {
  return async (a, b, options = {}) => {
    const [left, right] = [await kernel(a, options), await kernel(b, options)];
    if (isFailure(left) || isFailure(right)) {
      throw new RangeError("dependence needs finite values that float64 can tell apart, and at least 4 samples");
    }
    const found = dependence(left, right, { ...(factor && { factor: factor(left, right) }), ...resampling(options) });
    const isUndefined = !factor && (left.norm === 0 || right.norm === 0);
    return isUndefined ? { ...found, value: NaN } : found;
  };
}

function resampling({ permutations, stream }: EstimatorOptions): Pick<DependenceOptions, "resample"> {
  if (permutations === undefined) return {};
  if (!stream) throw new RangeError("re-pairings are drawn from a stream: give one");
  return { resample: { permutations, stream } };
}
