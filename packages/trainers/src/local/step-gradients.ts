import type { Batch, Batches, Position } from "@infoplane/contracts";
import { tensors } from "@infoplane/engine";
import type { Tensor } from "@tensorflow/tfjs-core";
import type { Step } from "./descend.ts";

/** The gradients that a rule's step at a position follows, by name of parameter: new tensors. Nothing changes. */
export function stepGradients(
  rule: { step(batch: Batch, step: Step): unknown },
  batches: Batches,
  at: Position,
): ReadonlyMap<string, Tensor> {
  const found = new Map<string, Tensor>();
  const batch = batches.train(at);
  rule.step(batch, {
    at,
    factor: 1,
    observe(parameters, gradients) {
      parameters.forEach(({ name }, index) => {
        const gradient = gradients[index];
        if (gradient) found.set(name, gradient.clone());
      });
    },
  });
  tensors().dispose([batch.x, batch.y]);
  return found;
}
