import { defineTrainer, z, type OptionsOf } from "@infoplane/contracts";
import { trainedBlocks } from "../local/trained-blocks.ts";

const options = z.strictObject({
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
export type SignalPropagationOptions = OptionsOf<typeof options>;

/**
 * Signal propagation, Kohan, Rietman & Siegelmann, "Signal Propagation: The Framework for Learning and Inference in a
 * Forward Pass" (IEEE TNNLS 2023, arXiv 2204.01723), in the form of the public code of Sakamoto & Sato (TMLR 2024).
 *
 * The label is the learning signal and goes forward like a sample. A trained projection (dense without bias, each map
 * normalised to mean 0 and variance 1, relu) turns each one-hot label into a map: by default one shaped like the first
 * block's output; with `signal: input` one shaped like the network's input, which goes through the first block too.
 * Every later block is applied to samples and signals with the same weights. Its loss is the cross-entropy between
 * softmax_j(f_i · g_j / sqrt(d)), f_i its output on sample i and g_j on the signal of sample j of the batch, and
 * targets computed from the incoming signals' s_i · s_j / sqrt(d'): hard, 1 for the `neighbours` nearest (6 in both
 * papers' code) and 0 for others; or soft, their softmax over j. The first block and the projection train together
 * against the labels' own similarity. No gradient leaves a block. The network's classifier trains with cross-entropy on
 * the last block's detached output.
 *
 * Kohan's code uses f_i · g_j unscaled for vectors and averaged over positions for maps, where ours always divides by
 * sqrt(d). If a batch holds fewer samples of a class than `neighbours`, signals of other classes are among the targets
 * of its samples, as in that code: choose fewer than batch / classes.
 *
 * Samples never see a signal, so prediction and representations are those of the plain network. Batch normalisation
 * uses the signals' own statistics for the signals and does not keep them. There is one signal per label, so signals
 * add little to the cost of a block; dropout masks are drawn per label for signals.
 */
export const signalPropagation = defineTrainer({
  name: "signal-propagation",
  summary:
    "labels go forward alongside the samples, and every block draws samples to their label's signal (Kohan et al. 2022)",
  positional: ["targets"],
  options,
  goesOn: () => true,
  grouping: (_options, blocks) => trainedBlocks(blocks),
  heads: () => [],
  create: async (options, context) =>
    (await import("./signal-propagation.ts")).createSignalPropagation(options, context),
});
