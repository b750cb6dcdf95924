import { defineTrainer, ShapeError, z, type OptionsOf } from "@infoplane/contracts";
import { trainedBlocks } from "../local/trained-blocks.ts";

/** How the label is written into the input: a pixel or a picture per class, and how it meets the sample. */
export const labelWays = [
  "top-left",
  "average-subtraction",
  "average-mixture",
  "average-channels",
  "example-subtraction",
  "example-mixture",
  "example-channels",
] as const;
export type LabelWay = (typeof labelWays)[number];

const options = z.strictObject({
  label: z
    .enum(labelWays)
    .default("top-left")
    .describe(
      "how the label enters: top-left pixels; or a picture of its class, the average or the first training sample, subtracted, mixed half and half, or as extra channels",
    ),
  order: z
    .enum(["simultaneous", "sequential"])
    .default("simultaneous")
    .describe("sequential: one block after the other, each for all the epochs, with the schedule from its start"),
  goodness: z.enum(["mean", "sum"]).default("mean").describe("of the squares of a block's output"),
  threshold: z.number().default(2).describe("goodness above which a sample counts as positive"),
  normalise: z
    .enum(["rms", "length", "none"])
    .default("rms")
    .describe("what enters a block: its input's direction with a root mean square of 1, with length 1, or the input"),
  negatives: z
    .enum(["wrong", "shuffled"])
    .default("wrong")
    .describe(
      "label of a negative sample: any other class, or that of another sample of the batch, which may be right",
    ),
  "first-block": z
    .enum(["counted", "left-out"])
    .default("counted")
    .describe("whether the first block's goodness counts in prediction"),
});
export type ForwardForwardOptions = OptionsOf<typeof options>;

/**
 * Forward-forward, Hinton, "The Forward-Forward Algorithm: Some Preliminary Investigations" (2022, arXiv 2212.13345),
 * supervised (section 3.3), with the label embeddings of the public code of Sakamoto & Sato (TMLR 2024).
 *
 * The label is written into the input: a positive sample has its own, a negative one another. The goodness g of a block
 * is the mean (in that code) or sum (Hinton) of the squares of its output. Each block minimises the mean of
 * softplus(threshold - g) over positive and softplus(g - threshold) over negative samples: cross-entropy with
 * p(positive) = sigmoid(g - threshold) (eq. 1). A block sees only the direction of its input, as the length would give
 * away the goodness of the block before: scaled to root mean square 1 (Löwe's public code) or to length 1 (Hinton;
 * Sakamoto & Sato), which needs a large rate, in their code adam with 0.03. No gradient leaves a block. Blocks without
 * parameters pass data through.
 *
 * Prediction tries every label, one pass each, and takes the one with the largest goodness summed over the blocks.
 * These sums serve as class scores for measures, so `accuracy` is meaningful, but `loss` is not on the scale of other
 * trainers. The network's own classifier is not used. With `-channels` the first block is rebuilt on twice the
 * channels; measures of weights and gradients then see the network's own first block, which does not train.
 *
 * A block's representation, for measures that know no label, is its output with all labels weighted equally: Hinton's
 * neutral label, 1 / classes in each of the label pixels, or the mean of the classes' pictures.
 *
 * Batch normalisation sees positive and negative samples as one batch. The pixel of the label, in all channels, has the
 * largest value of the training set, the other label pixels 0. In sequence, each block gets all epochs and a schedule
 * from its start, on top of blocks that are finished and in evaluation mode; later blocks are not run, nor do they
 * count in prediction before their turn.
 */
export const forwardForward = defineTrainer({
  name: "forward-forward",
  summary: "every block tells right from wrong labels in its input by the squares of its output (Hinton 2022)",
  positional: ["label"],
  options,
  goesOn: ({ order }) => order === "simultaneous",
  grouping: (options, blocks) => {
    const groups = trainedBlocks(blocks);
    if (groups.length > 1 || options["first-block"] === "counted") return groups;
    throw new ShapeError(
      "the first block's goodness is left out, and no other block has parameters",
      "remove `first-block`",
    );
  },
  heads: () => [],
  epochs: ({ order }, said, blocks) => (order === "sequential" ? said * trainedBlocks(blocks).length : said),
  create: async (options, context) => (await import("./forward-forward.ts")).createForwardForward(options, context),
});
