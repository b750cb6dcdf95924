import { defineLoss, z } from "@infoplane/contracts";
import type { Scalar, Tensor1D, Tensor2D } from "@tensorflow/tfjs-core";

/**
 * Mean of -sum_k t_k log softmax(logits)_k, in nats. t is the one-hot label; with label smoothing s (Szegedy et al.
 * 2016, section 7) it is (1 - s) times the one-hot label plus s / classes for every class.
 */
export const crossEntropy = defineLoss({
  name: "cross-entropy",
  summary: "softmax cross-entropy with the class labels, in nats",
  needs: "logits",
  options: z.strictObject({
    smoothing: z.number().min(0).lt(1).optional().describe("label smoothing: share spread evenly over the classes"),
  }),
  create({ smoothing = 0 }, { tf, ops }) {
    return {
      value(output, labels) {
        const [logits, classes] = [output as Tensor2D, labels as Tensor1D];
        if (smoothing === 0) return ops.softmaxCrossEntropy(logits, classes);
        const even = tf.neg(tf.mean(tf.logSoftmax(logits)));
        return tf.add<Scalar>(tf.mul(ops.softmaxCrossEntropy(logits, classes), 1 - smoothing), tf.mul(even, smoothing));
      },
    };
  },
});
