import type { Rank, Tensor, Tensor2D, Tensor4D } from "@tensorflow/tfjs-core";
import { tensors } from "../choose/engine.ts";

/**
 * Max pooling with 2x2 windows that tile an image: neighbours in a row are compared first, then rows. The backward pass
 * gets the maxima's positions from 3/4 byte per value, and keeps no image; gradient kernels search for each maximum
 * again (libtensorflow: three times as long as comparing slices) or get padding wrong (wasm, cpu of tfjs 4.22).
 *
 * x: float32 [n, h, w, c], h and w even; borrowed. Returns a new [n, h/2, w/2, c]. The gradient goes to the first of
 * equal values, row by row.
 */
export function pairedMaxPool(x: Tensor4D): Tensor4D {
  const tf = tensors();
  const [n, height, width, c] = x.shape;
  const op = tf.customGrad((...args) => {
    const [input, save] = args as unknown as [Tensor4D, (saved: Tensor[]) => void];
    const columns = larger(tf.reshape(input, [(n * height * width) / 2, 2 * c]));
    const rows = larger(tf.reshape(columns.values, [(n * height) / 2, width * c]));
    columns.values.dispose();
    save([columns.first, rows.first]);
    return {
      value: tf.reshape<Rank.R4>(rows.values, [n, height / 2, width / 2, c]),
      gradFunc: (dy: Tensor, [left, top]: Tensor[]) =>
        tf.tidy(() => {
          const across = apart(tf.reshape(dy, (top as Tensor).shape), top as Tensor);
          return tf.reshape(apart(tf.reshape(across, (left as Tensor).shape), left as Tensor), x.shape);
        }),
    };
  });
  return op(x);
}

/** The larger values of each row's two halves, and whether they are in the left one: [m, 2 k] -> [m, k]. */
function larger(pairs: Tensor2D): { readonly values: Tensor2D; readonly first: Tensor2D } {
  const tf = tensors();
  const [left, right] = tf.split(pairs, 2, 1) as [Tensor2D, Tensor2D];
  const found = { values: tf.maximum<Tensor2D>(left, right), first: tf.greaterEqual<Tensor2D>(left, right) };
  tf.dispose([left, right]);
  return found;
}

/** Its gradient: values go to the left half if `first` says so, else to the right one: [m, k] -> [m, 2 k]. */
function apart(values: Tensor, first: Tensor): Tensor {
  const tf = tensors();
  return tf.tidy(() => {
    const left = tf.where(first, values, tf.zerosLike(values));
    return tf.concat([left, tf.sub(values, left)], 1);
  });
}
