// The parts that make up a training, for benchmarks and tests that take it apart.
export { createCellRuntime } from "./cell/cell-runtime.ts";
export { openTraining } from "./cell/open-training.ts";
export { cellCommand } from "./run/cell-command.ts";
export { networkArrays } from "./export/network-arrays.ts";
