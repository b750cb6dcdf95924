import type { Position } from "@infoplane/contracts";
import { tensors } from "@infoplane/engine";
import type { Tensor } from "@tensorflow/tfjs-core";
import { trained, type TrainedGroup } from "./group.ts";
import { stageOfLastEpoch, type Stage } from "./stage.ts";
import type { StageInput } from "./stage-input.ts";
import { forEachGroup } from "./train-step.ts";

/**
 * The gradients that the stage which trained last would follow on the training batch of a position, by parameter: each
 * group's own losses on the whole batch, before clipping and without the optimizer. Running statistics don't change.
 * The caller disposes the tensors.
 */
export function localGradients(
  stages: readonly Stage<TrainedGroup>[],
  input: StageInput,
  at: Position,
): Map<string, Tensor> {
  const tf = tensors();
  const stage = stageOfLastEpoch(stages, at);
  const batch = input.read(stage, at);
  const gradients = new Map<string, Tensor>();
  try {
    forEachGroup(stage.groups, batch, { at, keepState: true }, (group, found) => {
      const parameters = trained(group).flatMap((module) => module.parameters);
      parameters.forEach(({ name }, index) => gradients.set(name, tf.clone(found.gradients[index] as Tensor)));
    });
  } finally {
    batch.dispose();
  }
  return gradients;
}
