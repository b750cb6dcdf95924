import type { GroupLoss, Trainer, TrainerContext } from "@infoplane/contracts";
import type { ActivationCache } from "../cache/activation-cache.ts";
import { classScores } from "../local/classifier.ts";
import { requireNames } from "../local/unit.ts";
import { StepTrainer, type LearningRule, type Part } from "../local/step-trainer.ts";
import { reportedNames, trained, type TrainedGroup } from "./group.ts";
import { localGradients } from "./local-gradients.ts";
import { stageAt, stageOfLastEpoch, type Stage } from "./stage.ts";
import type { StepBatch } from "./step-batch.ts";
import { StageInput } from "./stage-input.ts";
import { trainInParts, trainTogether } from "./train-step.ts";

type RuleContext = Pick<TrainerContext, "network" | "batches" | "training" | "schedule" | "createOptimizer">;

/**
 * Trains groups of blocks, stage after stage. At each step of a stage, every group does forward, loss, backward and
 * update on the output of the group before, then frees its activations. One stage of one group is end-to-end training;
 * one group per block, layer-wise training; one stage per group trains them in turn. Each stage restarts the schedule.
 */
export function createGroupwiseTrainer(context: RuleContext, plan: readonly Stage[], cache?: ActivationCache): Trainer {
  const { batches, training } = context;
  const stages = plan.map((stage) => ({
    ...stage,
    groups: stage.groups.map((group): TrainedGroup => {
      const parameters = trained(group).flatMap((module) => module.parameters);
      return { ...group, optimizer: context.createOptimizer(parameters) };
    }),
  }));
  const groups = stages.flatMap((stage) => stage.groups);
  const modules = groups.flatMap(({ blocks, terms }) => [...blocks, ...terms.map((term) => term.head)]);
  requireNames(modules);
  const views = Math.max(...groups.flatMap(({ terms }) => terms.map(({ loss }) => loss.views)));
  const parts = Math.min(training.accumulate ?? 1, batches.batchSize);

  const input = new StageInput({ batches, views, classes: context.network.spec.classes, cache });

  const rule: LearningRule<StepBatch> = {
    groups: reportedNames(groups),
    batch: (at) => input.read(stageAt(stages, at.epoch).stage, at),
    step(batch, { at, learningRateScale }): GroupLoss[] {
      const { stage } = stageAt(stages, at.epoch);
      const losses =
        parts === 1
          ? trainTogether(stage.groups, batch, at, learningRateScale)
          : trainInParts(stage.groups, batch, parts, at, learningRateScale);
      return reportedNames(stage.groups).map((group) => ({ group, loss: losses.get(group) ?? NaN }));
    },
    phase({ epoch, step }) {
      const { stage, start } = stageAt(stages, epoch);
      return { at: { epoch: epoch - start, step }, epochs: stage.epochs };
    },
    gradients: (at) => localGradients(stages, input, at),
    predict: (x, at) => classScores(stageOfLastEpoch(stages, at).path, x, at),
    // Weight names tell blocks and heads apart; optimizers are named by the number of their group.
    parts: [
      ...modules.map((module): [string, Part] => ["network/", module]),
      ...groups.map(({ optimizer }, index): [string, Part] => [`optimizer/${index}/`, optimizer]),
      ...(cache ? [["cache/", forgetful(cache)] as const] : []),
    ],
  };
  return new StepTrainer(context, rule);
}

/** A cache is no part of the state: it is refilled after a state is loaded. */
function forgetful(cache: ActivationCache): Part {
  const clear = (): void => cache.clear();
  return { save: () => new Map(), load: clear, dispose: clear };
}
