import {
  counted,
  defineTrainer,
  ShapeError,
  z,
  type BlockSpec,
  type Module,
  type OptionsOf,
  type TrainerContext,
} from "@infoplane/contracts";
import type { Group } from "./group.ts";
import { groupsOf, groupsOption, localOptions, localRecipe } from "./local-options.ts";
import { assembleGroups, recipeHeads } from "./recipe.ts";
import type { Stage } from "./stage.ts";

const options = z.strictObject({
  ...localOptions,
  ...groupsOption,
  budget: z
    .enum(["each", "divided"])
    .default("each")
    .describe("each: every group trains for `epochs`, as under per-layer; divided: they share them"),
  cache: z
    .boolean()
    .default(true)
    .describe("caches the outputs of finished groups instead of recomputing them at every step"),
  memory: z
    .number()
    .positive()
    .default(1024)
    .describe("MiB of memory that the cache may use; beyond that, it is on disk"),
  storage: z
    .enum(["float32", "bfloat16"])
    .default("float32")
    .describe("how the cache stores values: bfloat16 takes half the space and rounds to 8 bits of precision"),
});

/**
 * Greedy layer-wise training (Bengio et al. 2007; Belilovsky et al. 2019): each group in turn on its finished
 * predecessors, frozen and in evaluation mode (batch normalisation with its running statistics, no dropout). Each group
 * restarts the schedule. While a group trains, the network ends behind it and classifies with its head.
 */
export const sequential = defineTrainer({
  name: "sequential",
  summary: "layer-wise, one group after the other, each on finished predecessors",
  options,
  accumulates: true,
  grouping: ({ groups }, blocks) => groupsOf(blocks, groups),
  heads: (given) => recipeHeads(localRecipe(given)),
  epochs: totalEpochs,
  create: async (given, context) => {
    const [{ createGroupwiseTrainer }, { ActivationCache }] = await Promise.all([
      import("./groupwise-trainer.ts"),
      import("../cache/activation-cache.ts"),
    ]);
    const stages = inTurn(given, context);
    return createGroupwiseTrainer(context, stages, given.cache ? ActivationCache.open(given, context) : undefined);
  },
});

function inTurn(given: OptionsOf<typeof options>, context: TrainerContext): Stage[] {
  const { network, training } = context;
  const grouping = groupsOf(network.spec.blocks, given.groups);
  const groups = assembleGroups({ ...localRecipe(given), grouping }, context);
  const frozen: Module[] = [];
  return grouping.map((_, index) => {
    const isLast = index === grouping.length - 1;
    // The detached classifier, behind all groups, trains alongside the last one.
    const own = isLast ? groups.slice(index) : groups.slice(index, index + 1);
    const before = [...frozen];
    frozen.push(...own.flatMap((group) => group.blocks));
    const end = isLast ? network.classifier : classifying(own[0]);
    const path = end ? [...frozen, end] : [...network.blocks, network.classifier];
    return { groups: own, frozen: before, epochs: shareOf(training.epochs, index, grouping.length), path };
  });
}

/** The head that class scores come from, if any. */
function classifying(group: Group | undefined): Module | undefined {
  return group?.terms.find(({ loss }) => loss.needs === "logits")?.head;
}

/** Epochs of one part of a training: integers that sum to the total and differ by at most one. */
function shareOf(epochs: number, index: number, parts: number): number {
  return Math.floor(((index + 1) * epochs) / parts) - Math.floor((index * epochs) / parts);
}

/** Epochs of the whole run. Throws ShapeError when there are fewer epochs than groups. */
function totalEpochs(
  { budget, groups }: OptionsOf<typeof options>,
  said: number,
  blocks: readonly BlockSpec[],
): number {
  const count = groupsOf(blocks, groups).length;
  if (budget === "each") return said * count;
  if (said >= count) return said;
  throw new ShapeError(
    `epochs ${said} can't be divided over ${count} groups`,
    `ask for ${counted(count, "epoch")} or more, or for \`budget: each\``,
  );
}
