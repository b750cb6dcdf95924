import { tensors } from "@infoplane/engine";
import type { Scalar, Tensor, Tensor1D } from "@tensorflow/tfjs-core";
import { flatRows } from "../losses/rows.ts";
import type { ForwardForwardOptions } from "./plugin.ts";

/** Goodness of each sample: sum or mean of the squares of all its values. [n, ...] -> [n], new, differentiable. */
export function goodness(z: Tensor, kind: ForwardForwardOptions["goodness"]): Tensor1D {
  const tf = tensors();
  const squares = tf.square(flatRows(z));
  return kind === "sum" ? tf.sum(squares, 1) : tf.mean(squares, 1);
}

/**
 * Mean over all samples of -log of the probability of their true kind, with p(positive) = sigmoid(goodness - threshold)
 * (Hinton 2022, eq. 1). The first half of the samples is positive, the second negative: [2 n] -> scalar.
 */
export function goodnessLoss(values: Tensor1D, threshold: number): Scalar {
  const tf = tensors();
  const half = values.shape[0] / 2;
  const positive = tf.sub(threshold, tf.slice(values, 0, half));
  const negative = tf.sub(tf.slice(values, half, half), threshold);
  return tf.mean<Scalar>(softplus(tf.concat([positive, negative])));
}

/** log(1 + e^x) without overflow. */
function softplus(x: Tensor): Tensor {
  const tf = tensors();
  return tf.add(tf.relu(x), tf.log1p(tf.exp(tf.neg(tf.abs(x)))));
}

/** Prevents 0 / 0 for a sample that nothing responds to. */
const least = 1e-4;

/**
 * What a block sees of the one before: each sample's direction without its length, which encodes the goodness (Hinton
 * 2022, section 2). [n, ...] -> the same shape, new: x / (|x| + 1e-4), or x / (rms + 1e-4).
 */
export function withoutLength(x: Tensor, kind: ForwardForwardOptions["normalise"]): Tensor {
  const tf = tensors();
  if (kind === "none") return x.clone();
  return tf.tidy(() => {
    const values = flatRows(x);
    const squares = tf.square(values);
    const size = tf.sqrt(kind === "length" ? tf.sum(squares, 1, true) : tf.mean(squares, 1, true));
    return tf.reshape(tf.div(values, tf.add(size, least)), x.shape);
  });
}
