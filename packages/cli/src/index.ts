export { main } from "./main.ts";
export { loadExperiment, type LoadedExperiment } from "./load-experiment.ts";
export { createCellRuntime } from "./runtime/cell-runtime.ts";
