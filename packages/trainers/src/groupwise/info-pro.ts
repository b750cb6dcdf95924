import { defineTrainer, pluginRefOr, z, type OptionsOf, type PluginRef } from "@infoplane/contracts";
import { groupsOf, lossOptions } from "./local-options.ts";
import { crossEntropy, recipeHeads, type Recipe } from "./recipe.ts";
import { trainSimultaneously } from "./simultaneous.ts";

const weights = (term: string) =>
  z
    .array(z.number().min(0))
    .length(2)
    .default([1, 1])
    .describe(`weights of the ${term} in the first group and in the last one with local losses, linear in between`);

const options = z.strictObject({
  groups: z.int().positive().describe("how many groups of blocks of near-equal cost"),
  loss: lossOptions.loss.describe("label term: cross-entropy, or supervised-contrastive at a projection"),
  head: pluginRefOr("head", "linear").describe("between a group's output and its label term"),
  decoder: pluginRefOr("head", "decoder").describe("reconstructs the network's input from a group's output"),
  reconstruct: weights("reconstruction"),
  label: weights("label term"),
  regulariser: lossOptions.regulariser,
});

/**
 * Locally supervised learning that keeps information (InfoPro: Wang et al. 2021, eq. 8): every group but the last
 * minimises label weight x (contrastive or cross-entropy loss) + reconstruct weight x (reconstruction of the network's
 * input, here mean squared error on normalised pixels); the last trains through the classifier with cross-entropy.
 * Their contrastive loss is on one view of each sample at temperature 0.07; ours is on two, at 0.1 by default, and all
 * groups then train on both views.
 */
export const infoPro = defineTrainer({
  name: "info-pro",
  summary: "block-wise with two local losses: the labels and a reconstruction of the input",
  positional: ["groups"],
  options,
  accumulates: true,
  goesOn: () => true,
  grouping: ({ groups }, blocks) => groupsOf(blocks, groups),
  heads: (given) => recipeHeads(keepingInformation(given)),
  create: (given, context) =>
    trainSimultaneously(
      { ...keepingInformation(given), grouping: groupsOf(context.network.spec.blocks, given.groups) },
      context,
    ),
});

function keepingInformation(given: OptionsOf<typeof options>): Omit<Recipe, "grouping"> {
  const { loss, head, decoder, reconstruct, label, regulariser } = given;
  const reconstruction: PluginRef = { name: "reconstruction", options: { of: "input" } };
  return {
    local: (place) => [
      { head, loss, weight: between(label, place) },
      { head: decoder, loss: reconstruction, weight: between(reconstruct, place) },
    ],
    loss: loss.name === crossEntropy.name ? loss : crossEntropy,
    classifier: "attached",
    regulariser,
  };
}

const between = ([first = 1, last = first]: readonly number[], place: number): number => first + (last - first) * place;
