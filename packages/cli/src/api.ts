// What tests and benchmarks use. Apart from the program, which loads no more than its command needs.
export { loadExperiment, type LoadedExperiment } from "./load-experiment.ts";
export { createCellRuntime } from "./runtime/cell-runtime.ts";
export { builtInRegistry } from "./registry.ts";
export { networkArrays } from "./network-arrays.ts";
export { completeView } from "./complete-view.ts";
export { readView } from "./read-view.ts";
