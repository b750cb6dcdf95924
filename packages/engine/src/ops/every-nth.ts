import type { Rank, Tensor4D } from "@tensorflow/tfjs-core";
import { tensors } from "../choose/engine.ts";

/**
 * Every n-th row and column of images, from an offset: [n, h, w, c] -> [n, rows, columns, c]. Any type; borrowed. Uses
 * whole slices of a reshaped image: libtensorflow's StridedSlice takes up to 18 times as long.
 */
export function everyNth(
  x: Tensor4D,
  [top, left]: readonly [number, number],
  [rows, columns]: readonly [number, number],
  [down, right]: readonly [number, number],
): Tensor4D {
  const tf = tensors();
  const [n, height, width, c] = x.shape;
  if (down === 1 && right === 1) return tf.slice4d(x, [0, top, left, 0], [n, rows, columns, c]);
  return tf.tidy(() => {
    const [tall, wide] = [rows * down, columns * right];
    const [below, beside] = [Math.max(0, top + tall - height), Math.max(0, left + wide - width)];
    const whole =
      below + beside > 0
        ? tf.pad4d(x, [
            [0, 0],
            [0, below],
            [0, beside],
            [0, 0],
          ])
        : x;
    const part = tf.slice4d(whole, [0, top, left, 0], [n, tall, wide, c]);
    const apart = tf.reshape<Rank.R4>(part, [n * rows, down, columns, right * c]);
    return tf.reshape<Rank.R4>(tf.slice4d(apart, [0, 0, 0, 0], [n * rows, 1, columns, c]), [n, rows, columns, c]);
  });
}
