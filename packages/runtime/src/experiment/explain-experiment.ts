import {
  exitCodes,
  InfoplaneError,
  optionsOf,
  type Grouping,
  type HeadLoss,
  type TrainingSpec,
  type Plan,
} from "@infoplane/contracts";
import { armDifference, planExperiment, type Difference } from "@infoplane/core";
import { messages } from "../messages.ts";
import { checkExperiment, type CheckedExperiment, type ExperimentRequest } from "./check-experiment.ts";

/** How one arm trains. */
export interface ArmExplanation {
  readonly name: string;
  readonly training: TrainingSpec;
  /** Blocks that share a loss, by index from 0. */
  readonly groups: Grouping;
  readonly losses: readonly HeadLoss[];
}

/** Every step from the text of an experiment to what would run. */
export interface ExplainedExperiment extends CheckedExperiment {
  readonly plan: Plan;
  readonly arms: readonly ArmExplanation[];
  /**
   * How the first of these arms differs from each of the others: all arms by default. Throws InfoplaneError for fewer
   * than two arms, or an unknown one.
   */
  differences(arms?: readonly string[]): readonly ArmDifferences[];
}

/** Everything in the plan that differs between two arms. */
export interface ArmDifferences {
  readonly left: string;
  readonly right: string;
  readonly differences: readonly Difference[];
}

/** Checks and plans an experiment, and says how each arm trains. Runs nothing. Throws ExperimentProblem. */
export async function explainExperiment(file: string, request: ExperimentRequest = {}): Promise<ExplainedExperiment> {
  const checked = await checkExperiment(file, request);
  const { experiment, registry } = checked;
  return {
    ...checked,
    plan: planExperiment(experiment),
    arms: experiment.arms.map(({ name, training }) => {
      const plugin = registry.get("trainer", training.trainer.name);
      const options = optionsOf(plugin, training.trainer.options);
      const groups = plugin.grouping(options, experiment.architecture.blocks);
      return { name, training, groups, losses: plugin.heads(options) };
    }),
    differences(arms = experiment.arms.map(({ name }) => name)) {
      const [left = "", ...others] = arms;
      if (others.length === 0) throw new InfoplaneError(messages.oneArm(), exitCodes.wrongExperiment);
      return others.map((right) => ({ left, right, differences: armDifference(experiment, left, right) }));
    },
  };
}
