export { dependence, type Dependence, type DependenceOptions } from "./dependence/dependence.ts";
export { gram, gramOfRows, type Scale } from "./dependence/gram.ts";
export { createKernelSide, type KernelSettings } from "./dependence/kernel-side.ts";
export type { Side } from "./dependence/side.ts";
export { estimators, type Estimator, type EstimatorName, type EstimatorOptions } from "./estimators.ts";
export { createNhsicSide, type NhsicSettings } from "./nhsic/nhsic-side.ts";
