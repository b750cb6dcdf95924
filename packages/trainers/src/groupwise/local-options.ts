import { pluginRef, pluginRefOr, z, type BlockSpec, type Grouping, type PluginRef } from "@infoplane/contracts";
import { cutBlocks } from "./cut.ts";
import type { Recipe } from "./recipe.ts";

/** Options of every learning rule of this family. */
export const lossOptions = {
  loss: pluginRefOr("loss", "cross-entropy").describe("loss of every group"),
  regulariser: pluginRef("loss").optional().describe("a loss on every group's output itself, added to the other"),
};

/** Options of the rules with local heads. */
export const localOptions = {
  ...lossOptions,
  head: pluginRefOr("head", "linear").describe("between a group's output and its local loss"),
  classifier: z
    .enum(["attached", "detached"])
    .default("attached")
    .describe(
      "attached: the last group's loss looks through the network's classifier; detached: it has a local head too, and the classifier trains on its features without touching them",
    ),
};

/** The number of groups, where every block is a group by default. */
export const groupsOption = {
  groups: z.int().positive().optional().describe("groups of blocks of near-equal cost; one group per block by default"),
};

export interface LocalOptions {
  readonly loss: PluginRef;
  readonly head: PluginRef;
  readonly classifier: "attached" | "detached";
  readonly regulariser?: PluginRef | undefined;
}

/** One loss at one head for every group. */
export function localRecipe({ loss, head, classifier, regulariser }: LocalOptions): Omit<Recipe, "grouping"> {
  return { local: () => [{ head, loss, weight: 1 }], loss, classifier, regulariser };
}

/** One group per block, or as many groups as asked for. Throws ShapeError when there are fewer blocks. */
export function groupsOf(blocks: readonly BlockSpec[], groups?: number): Grouping {
  return groups === undefined ? blocks.map((_, index) => [index]) : cutBlocks(blocks, groups);
}
