import type { Tensor } from "@tensorflow/tfjs-core";
import { tensors } from "../choose/engine.ts";

/**
 * x Phi(x), Phi the distribution function of the standard normal (Hendrycks & Gimpel 2016, eq. 2), with the error
 * function. x: float32, any shape; borrowed; returns a new tensor. Differentiable: Phi(x) + x phi(x); keeps only x.
 */
export function gelu<T extends Tensor>(x: T): T {
  const tf = tensors();
  const op = tf.customGrad((...args) => {
    const [input, save] = args as unknown as [Tensor, (saved: Tensor[]) => void];
    save([input]);
    return {
      value: tf.mul(input, cumulative(input)),
      gradFunc: (dy: Tensor, saved: Tensor[]) =>
        tf.tidy(() => {
          const [at] = saved as [Tensor];
          const density = tf.mul(tf.exp(tf.mul(tf.square(at), -0.5)), 1 / Math.sqrt(2 * Math.PI));
          return tf.mul(dy, tf.add(cumulative(at), tf.mul(at, density)));
        }),
    };
  });
  return op(x) as T;
}

function cumulative(x: Tensor): Tensor {
  const tf = tensors();
  return tf.mul(tf.add(tf.erf(tf.mul(x, Math.SQRT1_2)), 1), 0.5);
}
