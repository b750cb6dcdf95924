import type { Tensor, Tensor1D } from "@tensorflow/tfjs-core";
import { tensors } from "../choose/engine.ts";
import { attr, isNative, kernel } from "./kernel.ts";

/** x [..., c] + bias [c], float32. Borrows both, returns a new tensor. */
export function biasAdd<T extends Tensor>(x: T, bias: Tensor1D): T {
  const tf = tensors();
  if (!isNative()) return tf.add(x, bias);
  const attributes = [attr.type(), attr.nhwc];
  const op = tf.customGrad((...args) => {
    const [input, shift] = args as unknown as [Tensor, Tensor];
    return {
      value: kernel("BiasAdd", attributes, [input, shift]),
      gradFunc: (dy: Tensor) => [dy, kernel("BiasAddGrad", attributes, [dy])],
    };
  });
  return op(x, bias) as T;
}
