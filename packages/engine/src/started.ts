export { tensors } from "./choose/engine.ts";
export { ops } from "./ops/ops.ts";
export type { Matrix } from "./linalg/matrix.ts";
