import type { Tensor } from "@tensorflow/tfjs-core";
import { tensors } from "../choose/engine.ts";
import { bfloat16MatMul } from "./bfloat16.ts";
import { currentPrecision } from "./precision.ts";

/**
 * a b, or a bᵀ if `transposed`, over the last two axes, in the current precision; leading axes are equal, or there are
 * none. float32; borrows both, returns a new tensor. Differentiable in both.
 */
export function matMul(a: Tensor, b: Tensor, transposed = false): Tensor {
  if (currentPrecision() === "bfloat16") return bfloat16MatMul(a, b, transposed);
  return tensors().matMul(a, b, false, transposed);
}
