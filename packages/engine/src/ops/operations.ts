export { createAdam } from "../optimizers/adam.ts";
export { decayInGradient, decoupledDecay } from "../optimizers/decay.ts";
export { createRmsprop } from "../optimizers/rmsprop.ts";
export { createSgd } from "../optimizers/sgd.ts";
export { linalg } from "../linalg/linalg.ts";
export { fromTensorSync, matrix, toTensor } from "../linalg/matrix.ts";
export { squaredDistances } from "../linalg/squared-distances.ts";
export * from "./differentiable.ts";
