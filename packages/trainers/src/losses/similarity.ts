import { defineLoss, z } from "@infoplane/contracts";
import { tensors } from "@infoplane/engine/started";
import type { Scalar, Tensor, Tensor2D } from "@tensorflow/tfjs-core";
import { flatRows, lengths } from "./rows.ts";

/**
 * Similarity matching loss (Nøkland & Eidnes 2019, section 2.2): mean square of S(features) - S(one-hot labels), where
 * S_ij is the cosine of rows i and j after subtracting each row's mean. Feature maps (more than three channels, several
 * positions) are first reduced to the standard deviation of each channel over space, as the authors' code does. S of
 * the labels is 1 within a class and -1 / (classes - 1) between two.
 *
 * features: float32 [n, ...] of any rank.
 */
export const similarity = defineLoss({
  name: "similarity",
  summary: "similarity matching: cosines between samples against those between their labels",
  needs: "features",
  options: z.strictObject({}),
  create: () => ({
    value(output, labels, { classes }) {
      const tf = tensors();
      const n = labels.size;
      const same = tf.cast(tf.equal(tf.reshape(labels, [n, 1]), tf.reshape(labels, [1, n])), "float32");
      const between = -1 / (classes - 1);
      const wanted = tf.add(tf.mul(same, 1 - between), between);
      return tf.mean<Scalar>(tf.square(tf.sub(cosines(output), wanted)));
    },
  }),
});

/** [n, ...] -> [n, n]. */
function cosines(features: Tensor): Tensor {
  const tf = tensors();
  const rows = overSpace(features);
  const centred = tf.sub<Tensor2D>(rows, tf.mean(rows, 1, true));
  const unit = tf.div<Tensor2D>(centred, tf.add(lengths(centred), 1e-8));
  return tf.clipByValue(tf.matMul(unit, unit, false, true), -1, 1);
}

/** Standard deviation (divisor positions - 1) of each channel of a feature map; anything else is flattened. */
function overSpace(features: Tensor): Tensor2D {
  const channels = features.shape.at(-1) ?? 1;
  const places = features.size / channels / features.shape[0];
  if (features.rank < 3 || channels <= 3 || places <= 1) return flatRows(features);
  const tf = tensors();
  const map = tf.reshape(features, [-1, places, channels]);
  const centred = tf.sub(map, tf.mean(map, 1, true));
  const variance = tf.div<Tensor2D>(tf.sum(tf.square(centred), 1), places - 1);
  // The root has no finite gradient for a channel that is constant over space (all zero after relu).
  return tf.sqrt(tf.maximum<Tensor2D>(variance, 1e-30));
}
