export { tensors } from "./choose/engine.ts";
export { ops } from "./ops/ops.ts";
export { matrix, type Matrix } from "./linalg/matrix.ts";
export { symmetrise } from "./linalg/symmetrise.ts";
