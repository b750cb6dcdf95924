import type { Module, Position } from "@infoplane/contracts";
import { softmaxCrossEntropy, tensors } from "@infoplane/engine";
import { forward } from "@infoplane/models";
import type { Tensor, Tensor1D, Tensor2D } from "@tensorflow/tfjs-core";
import { descend, type Apply, type Step, type Unit } from "./descend.ts";

/**
 * One cross-entropy update of a classifier, one of the unit's modules, on features that it can't change. Returns its
 * loss.
 */
export function trainClassifier(
  classifier: Module,
  unit: Unit,
  { features, y }: { readonly features: Tensor; readonly y: Tensor },
  step: Step,
): number {
  const objective = (apply: Apply) => ({
    loss: softmaxCrossEntropy(apply(classifier, features) as Tensor2D, y as Tensor1D),
  });
  return descend(unit, objective, step).loss;
}

/** Class scores in evaluation mode of modules that run from the network's input: new [n, classes]. x is borrowed. */
export function classScores(path: readonly Module[], x: Tensor, at: Position): Tensor {
  return tensors().tidy(() => path.reduce((value, module) => forward(module, value, { training: false, at }), x));
}
