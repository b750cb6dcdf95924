import { tensors } from "@infoplane/engine/started";
import type { Tensor, Tensor2D } from "@tensorflow/tfjs-core";

/** Added under the root of a sum of squares, where its derivative has no limit. */
const tiny = 1e-30;

/** [n, ...] -> [n, d]: one flattened sample a row. Differentiable. */
export function flatRows(x: Tensor): Tensor2D {
  return tensors().reshape(x, [x.shape[0], -1]);
}

/** Euclidean length of each row, [n, d] -> [n, 1]; the gradient of a row of zeros is zero. */
export function lengths(x: Tensor2D): Tensor2D {
  const tf = tensors();
  return tf.sqrt(tf.maximum<Tensor2D>(tf.sum<Tensor2D>(tf.square(x), 1, true), tiny));
}
