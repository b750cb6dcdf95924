import type { Module } from "@infoplane/contracts";
import { softmaxCrossEntropy } from "@infoplane/engine";
import type { Tensor, Tensor1D, Tensor2D } from "@tensorflow/tfjs-core";
import { descend, type Apply, type Step, type Unit } from "./descend.ts";

/** One update of a classifier by cross-entropy on features that it can't change. Returns its loss. */
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
