import { defineTrainer, z } from "@infoplane/contracts";
import { groupsOf, groupsOption, localOptions, localRecipe } from "./local-options.ts";
import { recipeHeads } from "./recipe.ts";
import { localControl } from "./simultaneous.ts";

/**
 * The lower bound: blocks keep their initial weights and run in evaluation mode (batch normalisation with its initial
 * statistics, no dropout); local heads and the classifier train on their outputs.
 */
export const frozenRandom = defineTrainer({
  name: "frozen-random",
  summary: "floor: blocks stay random, only the heads and the classifier train",
  options: z.strictObject({ ...localOptions, ...groupsOption }),
  accumulates: true,
  goesOn: () => true,
  grouping: ({ groups }, blocks) => groupsOf(blocks, groups),
  heads: (options) => recipeHeads(localRecipe(options)),
  create: (options, context) =>
    localControl(options, context, (groups) => groups.map((group) => ({ ...group, frozen: true }))),
});
