import { defineLoss, z } from "@infoplane/contracts";
import type { Scalar } from "@tensorflow/tfjs-core";

/**
 * Mean squared difference, over all values, between a head's output and its target: the network's normalised input, or
 * the input of the loss's group. Needs a head that gives a reconstruction.
 */
export const reconstruction = defineLoss({
  name: "reconstruction",
  summary: "mean squared error of reconstructing the network's input, or the group's own",
  needs: "reconstruction",
  positional: ["of"],
  options: z.strictObject({
    of: z.enum(["input", "group-input"]).default("input").describe("what is to be reconstructed"),
  }),
  target: ({ of }, { input, groupInput }) => (of === "input" ? input : groupInput),
  create: ({ of }, { tf }) => ({
    value(output, _labels, { input, groupInput }) {
      const wanted = of === "input" ? input : groupInput;
      return tf.mean<Scalar>(tf.square(tf.sub(output, tf.reshape(wanted, output.shape))));
    },
  }),
});
