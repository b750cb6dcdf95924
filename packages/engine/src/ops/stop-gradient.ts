import type { Tensor } from "@tensorflow/tfjs-core";
import { tensors } from "../choose/engine.ts";

/** The same values as a constant: stops gradients. Any shape and dtype. Borrows x, returns a new tensor. */
export function stopGradient<T extends Tensor>(x: T): T {
  const tf = tensors();
  const op = tf.customGrad((input) => ({
    value: (input as Tensor).clone(),
    gradFunc: (dy: Tensor) => tf.zerosLike(dy),
  }));
  return op(x) as T;
}
