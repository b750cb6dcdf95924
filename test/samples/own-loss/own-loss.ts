import { defineLoss, z, type Plugin } from "@infoplane/contracts";
import type { Scalar } from "@tensorflow/tfjs-core";

/**
 * Mean of -(1 - p)^focus log p, with p the softmax probability of the label: samples that are right already count less.
 * Lin, Goyal, Girshick, He & Dollár, "Focal loss for dense object detection" (ICCV 2017), equation 4.
 */
export const focal = defineLoss({
  name: "focal",
  summary: "cross-entropy in which samples that are right already count less",
  options: z.strictObject({
    focus: z.number().min(0).default(2).describe("0: cross-entropy"),
  }),
  positional: ["focus"],
  needs: "logits",
  create: ({ focus }, { tf }) => ({
    value(output, labels, { classes }) {
      const logProbabilities = tf.logSoftmax(output);
      const logP = tf.sum(tf.mul(logProbabilities, tf.oneHot(labels, classes)), 1);
      const weight = tf.pow(tf.sub(1, tf.exp(logP)), focus);
      return tf.neg(tf.mean<Scalar>(tf.mul(weight, logP)));
    },
  }),
});

export const plugins: Plugin[] = [focal];
