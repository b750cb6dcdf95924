import type { Measurement, Variable } from "./metric.ts";

/**
 * Dependence of two variables over the samples of a probe set, with its exact null over all permutations of them: what
 * the metrics of the same names record, with the same default options. Rejects if an option is invalid; non-finite
 * values or too few samples give not-a-number and the reason.
 */
export interface DependenceMeasures {
  readonly nhsic: (a: Variable, b: Variable, options?: NhsicMeasureOptions) => Promise<MeasuredDependence>;
  readonly hsic: (a: Variable, b: Variable, options?: HsicMeasureOptions) => Promise<MeasuredDependence>;
  readonly cka: (a: Variable, b: Variable, options?: CkaMeasureOptions) => Promise<MeasuredDependence>;
}

/** A value and its calibration as columns of a record, to be read or spread into a measurement. */
export interface MeasuredDependence extends Measurement {
  /** (value - null mean) / (max - null mean): 0 at chance, 1 at most; null if the denominator is too small. */
  readonly corrected?: number | null;
  /** Exact mean and standard deviation of the value without dependence. */
  readonly null_mean?: number | null;
  readonly null_std?: number | null;
  /** Largest possible value. */
  readonly max?: number | null;
  /** In standard deviations of the null, and its one-sided p value. */
  readonly z?: number | null;
  readonly p?: number | null;
  /** Only with `permutations` and `interval`. */
  readonly p_resampled?: number | null;
  readonly corrected_low?: number | null;
  readonly corrected_high?: number | null;
  readonly samples?: number;
  /** Why there is no value, no corrected value or no z. */
  readonly refused?: string;
}

/** Options of every measure; the page on options describes them. */
interface CommonOptions {
  readonly width?: "median" | "fixed";
  readonly sigma?: number;
  readonly scale?: "raw" | "standardised";
  readonly landmarks?: number;
  readonly permutations?: number;
  readonly interval?: boolean;
}

/** Options of `nhsic`. `eps`: regularisation, which adds eps times the number of samples to the centred kernels. */
export interface NhsicMeasureOptions extends CommonOptions {
  readonly eps?: number;
}

/** Options of `hsic`. `frequencies`: that many random Fourier frequencies approximate the Gaussian kernel. */
export interface HsicMeasureOptions extends CommonOptions {
  readonly kernel?: "gaussian" | "linear";
  readonly estimator?: "biased" | "unbiased";
  readonly frequencies?: number;
}

/** Options of `cka`. `batch`: samples per batch of the estimator `minibatch`; `frequencies` as for `hsic`. */
export interface CkaMeasureOptions extends CommonOptions {
  readonly kernel?: "linear" | "gaussian";
  readonly estimator?: "biased" | "debiased" | "minibatch";
  readonly batch?: number;
  readonly frequencies?: number;
}
