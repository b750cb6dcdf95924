import type { Trainer, TrainerContext } from "@infoplane/contracts";
import { createGranularTrainer } from "./granular-trainer.ts";
import type { Group } from "./group.ts";
import { assembleGroups, type Recipe } from "./recipe.ts";

/** A training of one stage: all groups from the first epoch to the last. `arrange` may change how they train. */
export function sideBySide(
  recipe: Recipe,
  context: TrainerContext,
  arrange: (groups: readonly Group[]) => readonly Group[] = (groups) => groups,
): Trainer {
  const { network, training } = context;
  const path = [...network.blocks, network.classifier];
  const groups = arrange(assembleGroups(recipe, context));
  return createGranularTrainer(context, [{ groups, frozen: [], epochs: training.epochs, path }]);
}
