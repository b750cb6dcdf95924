import { z, type OptionsOf } from "@infoplane/contracts";

/** How the label is written into the input: a place or a picture of each class, and how it meets the sample. */
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

export const forwardForwardOptions = z.strictObject({
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
export type ForwardForwardOptions = OptionsOf<typeof forwardForwardOptions>;
