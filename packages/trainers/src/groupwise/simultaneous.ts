import type { Trainer, TrainerContext } from "@infoplane/contracts";
import type { Group } from "./group.ts";
import { groupsOf, localRecipe, type LocalOptions } from "./local-options.ts";
import { assembleGroups, type Recipe } from "./recipe.ts";

/** A training of one stage: all groups from the first epoch to the last. `arrange` may change how they train. */
export async function trainSimultaneously(
  recipe: Recipe,
  context: TrainerContext,
  arrange: (groups: readonly Group[]) => readonly Group[] = (groups) => groups,
): Promise<Trainer> {
  const { createGroupwiseTrainer } = await import("./groupwise-trainer.ts");
  const { network, training } = context;
  const path = [...network.blocks, network.classifier];
  const groups = arrange(assembleGroups(recipe, context));
  return createGroupwiseTrainer(context, [{ groups, frozen: [], epochs: training.epochs, path }]);
}

/** The controls for local losses: groups, heads and losses of layer-wise training, trained as `arrange` says. */
export function localControl(
  options: LocalOptions & { readonly groups?: number | undefined },
  context: TrainerContext,
  arrange: (groups: readonly Group[]) => readonly Group[],
): Promise<Trainer> {
  const grouping = groupsOf(context.network.spec.blocks, options.groups);
  return trainSimultaneously({ ...localRecipe(options), grouping }, context, arrange);
}
