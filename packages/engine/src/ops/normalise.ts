import type { Tensor } from "@tensorflow/tfjs-core";
import { tensors } from "../choose/engine.ts";

/**
 * y = (x - mean(x)) / sqrt(var(x) + epsilon), mean and biased variance over `axes`: what layer, group and instance
 * normalisation share (Ba et al. 2016, eq. 4; Wu & He 2018, eq. 1 and 2).
 *
 * x: float32, any shape; returns a new tensor of that shape; borrows x. Differentiable in x; keeps y and one number per
 * mean for the backward pass: dx = (dy - mean(dy) - y mean(dy y)) / sqrt(var(x) + epsilon).
 */
export function normalise<T extends Tensor>(x: T, axes: readonly number[], epsilon: number): T {
  const tf = tensors();
  const mean = (value: Tensor): Tensor => tf.mean(value, [...axes], true);
  const op = tf.customGrad((...args) => {
    const [input, save] = args as unknown as [Tensor, (saved: Tensor[]) => void];
    const centred = tf.sub(input, mean(input));
    const inverse = tf.rsqrt(tf.add(mean(tf.square(centred)), epsilon));
    const value: Tensor = tf.mul(centred, inverse);
    save([value, inverse]);
    return {
      value,
      gradFunc: (dy: Tensor, saved: Tensor[]) =>
        tf.tidy(() => {
          const [y, scale] = saved as [Tensor, Tensor];
          const along = tf.mul(y, mean(tf.mul(dy, y)));
          return tf.mul(scale, tf.sub(tf.sub(dy, mean(dy)), along));
        }),
    };
  });
  return op(x) as T;
}
