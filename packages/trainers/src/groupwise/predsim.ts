import { defineTrainer, pluginRefOr, z, type OptionsOf } from "@infoplane/contracts";
import { groupsOf, groupsOption, localOptions } from "./local-options.ts";
import { recipeHeads, type Recipe } from "./recipe.ts";
import { trainSimultaneously } from "./simultaneous.ts";

const options = z.strictObject({
  share: z.number().gt(0).lt(1).default(0.99).describe("weight of the similarity loss; the prediction has the rest"),
  loss: localOptions.loss.describe("prediction loss of every group"),
  head: localOptions.head.describe("between a group's output and its prediction loss"),
  features: pluginRefOr("head", "conv").describe("between a group's output and its similarity loss"),
  classifier: localOptions.classifier.default("detached"),
  regulariser: localOptions.regulariser,
  ...groupsOption,
});

/**
 * Local error signals (Nøkland & Eidnes 2019, "predsim"): every group has two heads, one for prediction and one for
 * similarity matching, with loss (1 - share) prediction + share similarity. As published, the last block has local
 * losses too, and the classifier trains on its detached features.
 */
export const predsim = defineTrainer({
  name: "predsim",
  summary: "layer-wise with two local losses: prediction and similarity matching",
  options,
  accumulates: true,
  goesOn: () => true,
  grouping: ({ groups }, blocks) => groupsOf(blocks, groups),
  heads: (given) => recipeHeads(twoLosses(given)),
  create: (given, context) =>
    trainSimultaneously(
      { ...twoLosses(given), grouping: groupsOf(context.network.spec.blocks, given.groups) },
      context,
    ),
});

function twoLosses({
  share,
  loss,
  head,
  features,
  classifier,
  regulariser,
}: OptionsOf<typeof options>): Omit<Recipe, "grouping"> {
  const local = [
    { head, loss, weight: 1 - share },
    { head: features, loss: { name: "similarity", options: {} }, weight: share },
  ];
  return { local: () => local, loss, classifier, regulariser };
}
