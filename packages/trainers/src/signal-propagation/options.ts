import { z, type OptionsOf } from "@infoplane/contracts";

export const signalPropagationOptions = z.strictObject({
  targets: z
    .enum(["hard", "soft"])
    .default("hard")
    .describe(
      "what the similarity of sample and signal is to be: 1 for the signals most similar to its own and 0 for others, or their softmax",
    ),
  neighbours: z
    .int()
    .positive()
    .default(6)
    .describe("how many signals of the batch are targets, with hard: no more than samples of a class in a batch"),
  signal: z
    .enum(["hidden", "input"])
    .default("hidden")
    .describe(
      "what the label is projected to: a map like the first block's output, or like the network's input, which then goes through the first block too",
    ),
});
export type SignalPropagationOptions = OptionsOf<typeof signalPropagationOptions>;
