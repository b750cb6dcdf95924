export * from "./without-leaks.ts";
export * from "./fake-snapshot.ts";
export * from "./fake-run.ts";
export * from "./take-metric.ts";
export * from "./check-gradient.ts";
export * from "./check-layer.ts";
export * from "./check-loss.ts";
export type { ExamplesOf } from "./examples-of.ts";
export { acceptedReasons, needs, type Need, type Needed } from "./needs.ts";
