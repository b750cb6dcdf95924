import type { Batch, Batches, Parameter, Position } from "@infoplane/contracts";
import { tensors } from "@infoplane/engine";
import type { Tensor } from "@tensorflow/tfjs-core";
import type { Step } from "./descend.ts";

/**
 * The gradients that a rule's step at a position follows, by name of the parameters that are `wanted`: new tensors.
 * Changes nothing if `step` passes its second argument on to `descend`. For `LearningRule.gradients`, which the metrics
 * gradient-norm and gradient-agreement need.
 */
export function stepGradients(
  rule: { step(batch: Batch, step: Step): unknown },
  batches: Batches,
  at: Position,
  wanted: (parameter: Parameter) => boolean = () => true,
): ReadonlyMap<string, Tensor> {
  const found = new Map<string, Tensor>();
  const batch = batches.train(at);
  rule.step(batch, {
    at,
    learningRateScale: 1,
    observe(parameters, gradients) {
      parameters.forEach((parameter, index) => {
        const gradient = gradients[index];
        if (gradient && wanted(parameter)) found.set(parameter.name, gradient.clone());
      });
    },
  });
  tensors().dispose([batch.x, batch.y]);
  return found;
}
