import { defineTrainer, pluginRef, z, type PluginRef } from "@infoplane/contracts";
import { cutBlocks } from "./cut.ts";
import { groupsOf, localOptions, localRecipe, lossOptions, type LocalOptions } from "./local-options.ts";
import { recipeHeads, type Recipe } from "./recipe.ts";
import { trainSimultaneously } from "./simultaneous.ts";

/**
 * The loss is evaluated once, at the classifier: one group of all blocks. With a head it is evaluated there, and the
 * classifier trains with cross-entropy on detached features: end-to-end training on a loss that compares features.
 */
export const e2e = defineTrainer({
  name: "e2e",
  summary: "end to end: one loss at the classifier, gradients through the whole network",
  options: z.strictObject({
    ...lossOptions,
    head: pluginRef("head")
      .optional()
      .describe("evaluates the loss here instead of at the classifier, which then trains on detached features"),
  }),
  accumulates: true,
  goesOn: () => true,
  grouping: (_options, blocks) => cutBlocks(blocks, 1),
  heads: (options) => recipeHeads(endToEnd(options)),
  create: (options, context) =>
    trainSimultaneously({ ...endToEnd(options), grouping: cutBlocks(context.network.spec.blocks, 1) }, context),
});

/** Every block has a local loss; no gradient crosses from one block to another. */
export const perLayer = defineTrainer({
  name: "per-layer",
  summary: "layer-wise: a local loss for every block, no gradient between blocks",
  options: z.strictObject(localOptions),
  accumulates: true,
  goesOn: () => true,
  grouping: (_options, blocks) => groupsOf(blocks),
  heads: (options) => recipeHeads(localRecipe(options)),
  create: (options, context) =>
    trainSimultaneously({ ...localRecipe(options), grouping: groupsOf(context.network.spec.blocks) }, context),
});

/** k groups of consecutive blocks of near-equal cost, each with a local loss. `per-block(1)` is `e2e`. */
export const perBlock = defineTrainer({
  name: "per-block",
  summary: "block-wise: k groups of blocks of near-equal cost, a local loss for every group",
  positional: ["groups"],
  options: z.strictObject({ groups: z.int().positive().describe("how many groups"), ...localOptions }),
  accumulates: true,
  goesOn: () => true,
  grouping: ({ groups }, blocks) => groupsOf(blocks, groups),
  heads: (options) => recipeHeads(localRecipe(options)),
  create: (options, context) =>
    trainSimultaneously(
      { ...localRecipe(options), grouping: groupsOf(context.network.spec.blocks, options.groups) },
      context,
    ),
});

function endToEnd({
  loss,
  head,
  regulariser,
}: Pick<LocalOptions, "loss" | "regulariser"> & { head?: PluginRef | undefined }) {
  const local = head ? [{ head, loss, weight: 1 }] : [];
  return {
    local: () => local,
    loss,
    classifier: head ? "detached" : "attached",
    regulariser,
  } satisfies Partial<Recipe>;
}
