import { defineTrainer, pluginRefOr, z } from "@infoplane/contracts";
import { cutBlocks } from "../groupwise/cut.ts";

/**
 * Direct feedback alignment, Nøkland, "Direct Feedback Alignment Provides Learning in Deep Neural Networks" (NIPS 2016,
 * arXiv 1609.01596), eq. 7. With e the gradient of the loss in the class scores, block l receives e B_l in place of the
 * gradient in its output, where B_l [classes, size of the output] is random and fixed. The block's parameter gradients
 * follow from it through the block itself (nonlinearity, normalisation, pooling). The classifier gets its true
 * gradient. Nothing else goes backward: blocks neither share weights with their feedback nor wait for each other.
 *
 * B_l is normal with standard deviation scale / sqrt(size), from the stream "feedback" of the run's seed: the size of
 * the signal matters for sgd, hardly for adam. A step costs two forward passes, one backward pass and the memory of the
 * largest block. Convolutions learn poorly with it (Nøkland 2016, section 4; Launay et al. 2019, arXiv 1906.04554).
 */
export const directFeedbackAlignment = defineTrainer({
  name: "direct-feedback-alignment",
  summary: "every block receives the output error through a fixed random matrix (Nøkland 2016)",
  options: z.strictObject({
    loss: pluginRefOr("loss", "cross-entropy").describe("loss at the classifier, whose error is fed back"),
    scale: z
      .number()
      .positive()
      .default(1)
      .describe("of the random matrices, in units of 1 / sqrt(size of the output)"),
  }),
  // One loss for all blocks, as in end-to-end training.
  goesOn: () => true,
  grouping: (_options, blocks) => cutBlocks(blocks, 1),
  heads: ({ loss }) => [{ loss }],
  create: async ({ loss, scale }, context) => {
    const { createDirectFeedbackAlignment } = await import("./direct-feedback-alignment.ts");
    return createDirectFeedbackAlignment({ scale, loss: context.createLoss(loss) }, context);
  },
});
