import type { Tensor } from "@tensorflow/tfjs-core";
import { tensors } from "../choose/engine.ts";
import { attr, isNative, kernel } from "./kernel.ts";

/** max(x, 0), any shape, float32. Keeps only its output for the backward pass. Borrows x, returns a new tensor. */
export function relu<T extends Tensor>(x: T): T {
  const tf = tensors();
  if (!isNative()) return tf.relu(x);
  const op = tf.customGrad((...args) => {
    const [input, save] = args as unknown as [Tensor, (saved: Tensor[]) => void];
    const value = kernel("Relu", [attr.type()], [input]);
    save([value]);
    return {
      value,
      gradFunc: (dy: Tensor, saved: Tensor[]) => kernel("ReluGrad", [attr.type()], [dy, saved[0] as Tensor]),
    };
  });
  return op(x) as T;
}
