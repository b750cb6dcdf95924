import { defineTrainer, z } from "@infoplane/contracts";
import { trainedBlocks } from "../local/trained-blocks.ts";

/**
 * The HSIC bottleneck, Ma, Lewis & Kleijn, "The HSIC Bottleneck: Deep Learning without Back-Propagation" (AAAI 2020,
 * arXiv 1908.01580).
 *
 * Block l minimises nHSIC(Z_l, X) - beta nHSIC(Z_l, Y) over the samples of the batch (Algorithm 1), with
 * nHSIC(A, B) = tr(R_A R_B), R = HKH (HKH + eps m I)^-1, Gaussian kernels of width sigma sqrt(d), X the network's input
 * and Y one-hot labels. The sign is the paper's: beta weighs the labels, 500 there, 50 in the MNIST settings of its
 * public code. No gradient leaves a block. The outputs of such a block are not ordered by class, so a classifier is
 * needed to read them ("format training"): here the network's own, trained alongside with cross-entropy on the detached
 * output of the last block.
 *
 * The value depends on the batch size m, and at small m most of it is there without any dependence: a block can raise
 * it by degrees of freedom alone. So look at the corrected values of `nhsic` next to the raw ones, and use the same
 * batch size for all arms. Blocks without parameters pass data through. The loss reported for a block is its objective,
 * mostly negative; that of the training is the classifier's. Costs about 2 m³ per block and step in float64.
 */
export const hsicBottleneck = defineTrainer({
  name: "hsic-bottleneck",
  summary: "every block minimises nHSIC(Z, X) - beta nHSIC(Z, Y); a classifier learns on top (Ma et al. 2020)",
  positional: ["beta"],
  options: z.strictObject({
    beta: z.number().min(0).default(500).describe("weight of the dependence on the labels"),
    sigma: z.number().positive().default(5).describe("width of the kernels in units of sqrt(d)"),
    eps: z.number().positive().default(1e-5).describe("regularisation: eps times the batch size is added to HKH"),
  }),
  goesOn: () => true,
  grouping: (_options, blocks) => trainedBlocks(blocks),
  heads: () => [],
  create: async (options, context) => (await import("./hsic-bottleneck.ts")).createHsicBottleneck(options, context),
});
