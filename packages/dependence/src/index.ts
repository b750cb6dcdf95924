export { dependence, type Dependence, type DependenceOptions } from "./dependence.ts";
export { estimators, type Estimator, type EstimatorName, type EstimatorOptions } from "./estimators.ts";

export type { Gram, Scale } from "./gram/gram-matrix.ts";
export { gram, gramOfRows } from "./gram/gram.ts";
export { exactGroupedGram, groupedGram } from "./gram/grouped-gram.ts";
export type { RowSource } from "./gram/row-source.ts";

export { accurateKernel, isFailure, type Attempt, type KernelFailure } from "./kernel/accurate-kernel.ts";
export type { CentredKernel } from "./kernel/centred-kernel.ts";
export { DenseKernel } from "./kernel/dense-kernel.ts";
export { evenlySpaced } from "./kernel/evenly-spaced.ts";
export { denseSamples } from "./kernel/large-kernel.ts";
export {
  factoredNormalisedKernel,
  hsicFactor,
  largeNormalisedKernel,
  normalisedKernel,
  type KernelSettings,
} from "./kernel/normalised-kernel.ts";
export {
  factoredRegularisedKernel,
  largeRegularisedKernel,
  regularisedKernel,
  type NhsicSettings,
} from "./kernel/regularised-kernel.ts";
export { regularisedKernelOf } from "./kernel/regularised-kernel-of.ts";
export { kernelFeatures, leastSamples, type FeatureSettings } from "./features/kernel-features.ts";

export { correctedInterval, jackknife, type CorrectedInterval } from "./null/corrected-interval.ts";
export { leaveOneOut } from "./null/leave-one-out.ts";
export { resampling, type Resampling } from "./null/re-pairings.ts";
