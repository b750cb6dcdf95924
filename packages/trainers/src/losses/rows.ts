import { tensors } from "@infoplane/engine/started";
import type { Tensor, Tensor2D } from "@tensorflow/tfjs-core";

/** Added to a sum of squares before the root, whose derivative is unbounded at 0. */
const tiny = 1e-30;

/** [n, ...] -> [n, d]: one flattened sample per row. Differentiable. */
export function flatRows(x: Tensor): Tensor2D {
  return tensors().reshape(x, [x.shape[0], -1]);
}

/** Euclidean length of each row, [n, d] -> [n, 1]; the gradient of a zero row is zero. */
export function lengths(x: Tensor2D): Tensor2D {
  const tf = tensors();
  return tf.sqrt(tf.maximum<Tensor2D>(tf.sum<Tensor2D>(tf.square(x), 1, true), tiny));
}
