import { linalg, matrix, type LinearAlgebra, type Matrix, type Stream } from "@infoplane/engine";
import { accurateSide, isRefusal, type Refusal } from "./dependence/accurate-side.ts";
import { dependence, type Dependence, type DependenceOptions } from "./dependence/dependence.ts";
import { exactGram } from "./dependence/exact-gram.ts";
import { float64Rounding, statisticsOfRows } from "./dependence/feature-statistics.ts";
import { gramOfRows, type Gram, type Scale } from "./dependence/gram.ts";
import { createKernelSide, type KernelSettings } from "./dependence/kernel-side.ts";
import type { Side } from "./dependence/side.ts";
import { hsicFactor } from "./hsic/hsic-factor.ts";
import { createNhsicSide } from "./nhsic/nhsic-side.ts";

export interface EstimatorOptions {
  /** Of a Gaussian kernel: sigma times the median distance, or sigma sqrt(d). nhsic: fixed; the others: median. */
  readonly width?: "median" | "fixed";
  /** nhsic: 5, and unused with the median width; the others: 1. */
  readonly sigma?: number;
  /** Of nhsic: 1e-5. */
  readonly eps?: number;
  /** Samples of a mini-batch, about, for cka-minibatch: 256. All samples are dealt out evenly. */
  readonly batch?: number;
  /** raw */
  readonly scale?: Scale;
  /** Draws re-pairings for `pResampled`. */
  readonly permutations?: number;
  readonly stream?: Stream;
  /** Of the started engine. */
  readonly algebra?: LinearAlgebra;
}

/**
 * Dependence of two matrices over the same samples, one a row, without an experiment: the value with its exact null,
 * corrected value, z and p. The numbers of the measure of that name, in float64 throughout; labels go in one-hot.
 * Needs a started engine, or `algebra`. Throws RangeError for values that are not finite and for fewer than 4 samples. CKA with
 * a constant side is not-a-number.
 */
export type Estimator = (a: Matrix, b: Matrix, options?: EstimatorOptions) => Dependence;

/** Every calibrated estimator of dependence, by name. */
export const estimators: Readonly<Record<EstimatorName, Estimator>> = {
  nhsic: estimator(
    (rows, { width = "fixed", sigma = 5, eps = 1e-5, scale = "raw", algebra = linalg() }) =>
      sideOfRows(rows, scale, "distances", algebra, (gram) =>
        createNhsicSide(gram, rows.columns, { width, sigma, eps }, algebra),
      ),
    (a, b) => a.norm * b.norm,
  ),
  hsic: estimator(kernelSide("gaussian", "double"), hsicFactor("biased")),
  "hsic-unbiased": estimator(kernelSide("gaussian", "u"), hsicFactor("unbiased")),
  "hsic-linear": estimator(kernelSide("linear", "double"), hsicFactor("biased")),
  "hsic-linear-unbiased": estimator(kernelSide("linear", "u"), hsicFactor("unbiased")),
  cka: estimator(kernelSide("linear", "double")),
  "cka-debiased": estimator(kernelSide("linear", "u")),
  "cka-minibatch": estimator(kernelSide("linear", "batch")),
  "cka-gaussian": estimator(kernelSide("gaussian", "double")),
  "cka-gaussian-debiased": estimator(kernelSide("gaussian", "u")),
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

type MakeSide = (rows: Matrix, options: EstimatorOptions) => Side | Refusal;

/** From products in float64, or where their rounding may show, from exact distances. */
function sideOfRows(
  rows: Matrix,
  scale: Scale,
  holds: Gram["holds"],
  algebra: LinearAlgebra,
  made: (gram: Gram) => Side | undefined,
): Side | Refusal {
  const { rows: m, columns: d, data } = rows;
  const read = (start: number, end: number): Matrix => matrix(end - start, d, data.subarray(start * d, end * d));
  return accurateSide({ name: "X" }, [
    () => made(gramOfRows(rows, scale, float64Rounding)),
    () =>
      made(
        exactGram({ samples: m, features: d, read }, statisticsOfRows(rows, float64Rounding), new Float64Array(m * m), {
          scale,
          holds,
          algebra,
        }),
      ),
  ]);
}

function kernelSide(kernel: KernelSettings["kernel"], centring: "double" | "u" | "batch"): MakeSide {
  return (rows, { width = "median", sigma = 1, batch = 256, scale = "raw", algebra = linalg() }) => {
    const settings = { kernel, width, sigma, centring: centring === "batch" ? { batch } : centring };
    const holds = kernel === "gaussian" ? "distances" : "products";
    return sideOfRows(rows, scale, holds, algebra, (gram) => createKernelSide(gram, rows.columns, settings, algebra));
  };
}

function estimator(side: MakeSide, factor?: (a: Side, b: Side) => number): Estimator {
  return (a, b, options = {}) => {
    const [left, right] = [side(a, options), side(b, options)];
    if (isRefusal(left) || isRefusal(right)) {
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
