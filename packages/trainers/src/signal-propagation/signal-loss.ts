import { fromTensorSync, tensors, toTensor } from "@infoplane/engine";
import type { Scalar, Tensor, Tensor2D } from "@tensorflow/tfjs-core";
import { oneHot } from "../local/one-hot.ts";
import { flatRows } from "../losses/rows.ts";
import type { SignalPropagationOptions } from "./plugin.ts";
import { targetSimilarities } from "./targets.ts";

/**
 * Cross-entropy between the similarities of a block's outputs for samples and signals, and those of the incoming
 * signals: mean over samples i of -sum_j T_ij log softmax_j(f_i · g_j / sqrt(d)), with f the block's output on sample
 * i, g its output on the signal of sample j's label, d their size and T from `targetSimilarities`.
 *
 * data: [n, ...]; before, after: the signal of each class, [classes, ...]; labels of the n samples. All borrowed.
 * Returns a new scalar, differentiable in data and after, not in before.
 */
export function signalLoss(
  { data, before, after, labels }: { data: Tensor; before: Tensor; after: Tensor; labels: ArrayLike<number> },
  options: Pick<SignalPropagationOptions, "targets" | "neighbours">,
): Scalar {
  const tf = tensors();
  const [f, g] = [flatRows(data), flatRows(after)];
  const own = oneHot(labels, g.shape[0]);
  const targets = tf.matMul(own, toTensor(targetSimilarities(ownSimilarity(before), labels, options)));
  const perClass = tf.mul<Tensor2D>(tf.matMul(f, g, false, true), 1 / Math.sqrt(f.shape[1]));
  const similarity = tf.matMul(perClass, own, false, true);
  return tf.neg(tf.mean<Scalar>(tf.sum(tf.mul(targets, tf.logSoftmax(similarity)), 1)));
}

function ownSimilarity(signal: Tensor) {
  const tf = tensors();
  const products = tf.tidy(() => {
    const flat = flatRows(signal);
    return tf.mul<Tensor2D>(tf.matMul(flat, flat, false, true), 1 / Math.sqrt(flat.shape[1]));
  });
  const found = fromTensorSync(products);
  products.dispose();
  return found;
}
