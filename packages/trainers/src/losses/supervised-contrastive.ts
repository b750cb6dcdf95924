import { defineLoss, z } from "@infoplane/contracts";
import { ops, tensors } from "@infoplane/engine/started";
import type { Scalar, Tensor, Tensor1D, Tensor2D } from "@tensorflow/tfjs-core";
import { flatRows, lengths } from "./rows.ts";

/** Lower bound for the length of a row, as in torch.nn.functional.normalize. */
const shortest = 1e-12;

/**
 * Supervised contrastive loss (Khosla et al. 2020, eq. 2, scaled as in the authors' code): with z the features of all
 * views normalised to length 1, a ranging over the other rows and p over those of them with the same label,
 *
 *   mean_i -(T / T_base) mean_p log( exp(z_i z_p / T) / sum_a exp(z_i z_a / T) ).
 *
 * features: float32 [n, ...], flattened. A row with no other of its label counts as 0; with two views there is none.
 */
export const supervisedContrastive = defineLoss({
  name: "supervised-contrastive",
  summary: "supervised contrastive loss on two augmented views of every sample",
  needs: "features",
  views: 2,
  positional: ["temperature"],
  options: z.strictObject({
    temperature: z.number().positive().default(0.1).describe("divides the similarities"),
    base: z.number().positive().default(0.07).describe("base temperature: the loss is scaled by temperature / base"),
  }),
  create: ({ temperature, base }) => ({
    value: (output, labels) => contrast(flatRows(output), labels as Tensor1D, temperature, temperature / base),
  }),
});

function contrast(features: Tensor2D, labels: Tensor1D, temperature: number, scale: number): Scalar {
  const tf = tensors();
  const n = features.shape[0];
  const z = tf.div<Tensor2D>(features, tf.maximum(lengths(features), shortest));
  const products = tf.div(tf.matMul(z, z, false, true), temperature);
  const logits = tf.sub(products, ops().stopGradient(tf.max(products, 1, true)));
  const others = tf.sub(1, tf.eye(n));
  const same = tf.cast(tf.equal(tf.reshape(labels, [n, 1]), tf.reshape(labels, [1, n])), "float32");
  const positives = tf.mul(same, others);
  const sums = tf.sum(tf.mul(tf.exp(logits), others), 1, true);
  const logShares = tf.sub(logits, tf.log(sums));
  const counts = tf.maximum(tf.sum(positives, 1), 1);
  const perRow: Tensor = tf.div(tf.sum(tf.mul(positives, logShares), 1), counts);
  return tf.mul(tf.mean(perRow), -scale);
}
