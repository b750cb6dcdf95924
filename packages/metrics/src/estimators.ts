import { linalg, type LinearAlgebra, type Matrix, type Stream } from "@infoplane/engine";
import { dependence, type Dependence, type DependenceOptions } from "./dependence/dependence.ts";
import { gramOfRows, type Scale } from "./dependence/gram.ts";
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
 * Needs a started engine, or `algebra`. Throws RangeError for values that are not finite and for fewer than 4 samples.
 */
export type Estimator = (a: Matrix, b: Matrix, options?: EstimatorOptions) => Dependence;

/** Every calibrated estimator of dependence, by name. */
export const estimators: Readonly<Record<EstimatorName, Estimator>> = {
  nhsic: estimator((rows, { width = "fixed", sigma = 5, eps = 1e-5, scale = "raw", algebra = linalg() }) =>
    createNhsicSide(gramOfRows(rows, scale), rows.columns, { width, sigma, eps }, algebra),
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

type MakeSide = (rows: Matrix, options: EstimatorOptions) => Side | undefined;

function kernelSide(kernel: KernelSettings["kernel"], centring: "double" | "u" | "batch"): MakeSide {
  return (rows, { width = "median", sigma = 1, batch = 256, scale = "raw", algebra = linalg() }) => {
    const settings = { kernel, width, sigma, centring: centring === "batch" ? { batch } : centring };
    return createKernelSide(gramOfRows(rows, scale), rows.columns, settings, algebra);
  };
}

function estimator(side: MakeSide, factor?: (a: Side, b: Side) => number): Estimator {
  return (a, b, options = {}) => {
    const [left, right] = [side(a, options), side(b, options)];
    if (!left || !right) throw new RangeError("dependence needs finite values and at least 4 samples");
    return dependence(left, right, { ...(factor && { factor: factor(left, right) }), ...resampling(options) });
  };
}

function resampling({ permutations, stream }: EstimatorOptions): Pick<DependenceOptions, "resample"> {
  if (permutations === undefined) return {};
  if (!stream) throw new RangeError("re-pairings are drawn from a stream: give one");
  return { resample: { permutations, stream } };
}
