import { tensors } from "@infoplane/engine";
import type { Scalar, Tensor, Tensor1D } from "@tensorflow/tfjs-core";
import { flatRows } from "../losses/rows.ts";
import type { ForwardForwardOptions } from "./options.ts";

/** Goodness of each sample: sum or mean of the squares of all its values. [n, ...] -> [n], new, differentiable. */
export function goodness(z: Tensor, kind: ForwardForwardOptions["goodness"]): Tensor1D {
  const tf = tensors();
  const squares = tf.square(flatRows(z));
  return kind === "sum" ? tf.sum(squares, 1) : tf.mean(squares, 1);
}

/**
 * Mean over all samples of -log of the probability of being what they are, with p(positive) = sigmoid(goodness -
 * threshold) (Hinton 2022, eq. 1). The first half of the samples is positive, the second negative: [2 n] -> scalar.
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
