export { ops, tensors } from "./choose/engine.ts";
export type { Matrix } from "./linalg/matrix.ts";
