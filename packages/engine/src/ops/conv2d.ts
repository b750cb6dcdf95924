import type { Tensor4D } from "@tensorflow/tfjs-core";
import { tensors } from "../choose/engine.ts";

export type Padding = "same" | "valid";

/**
 * 2-d cross-correlation. x: float32 [n, h, w, in]; kernel: float32 [k, k, in, out]; returns a new
 * [n, h', w', out] with h' = ceil(h / stride) for "same", ceil((h - k + 1) / stride) for "valid".
 * Borrows its arguments. Differentiable in both.
 */
export function conv2d(x: Tensor4D, kernel: Tensor4D, stride: number, padding: Padding): Tensor4D {
  return tensors().conv2d(x, kernel, stride, padding);
}
