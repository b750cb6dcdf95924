import { defineTrainer, z } from "@infoplane/contracts";
import { groupsOf, groupsOption, localOptions, localRecipe } from "./local-options.ts";
import { joinGroups, recipeHeads } from "./recipe.ts";
import { localControl } from "./simultaneous.ts";

/**
 * The control for layer-wise training (Lee et al. 2015): the same heads and losses at the same places, with their
 * gradients through the whole network. The objective is the plain sum of all losses. It differs from `per-layer`, or
 * from `per-block` with as many groups, only in that gradients aren't stopped.
 */
export const deepSupervision = defineTrainer({
  name: "deep-supervision",
  summary: "control: the losses of layer-wise training, their gradients through the whole network",
  options: z.strictObject({ ...localOptions, ...groupsOption }),
  accumulates: true,
  goesOn: () => true,
  grouping: ({ groups }, blocks) => groupsOf(blocks, groups),
  heads: (options) => recipeHeads(localRecipe(options)),
  create: (options, context) => localControl(options, context, joinGroups),
});
