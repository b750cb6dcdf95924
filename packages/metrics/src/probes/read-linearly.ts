import type { Measurement } from "@infoplane/contracts";
import { fromTensor, linalg } from "@infoplane/engine";
import { accuracyOf, isFinite, oneHot } from "./classify.ts";
import type { ProbedPart } from "./probe-metric.ts";
import { fitRidge } from "./ridge.ts";

/** Accuracy of a ridge classifier of one block's output: see `linear-probe`. */
export function readLinearly(fit: ProbedPart, judge: ProbedPart, classes: number, ridge: number): Measurement {
  const [x, unseen] = [fromTensor(fit.z.values), fromTensor(judge.z.values)];
  if (!isFinite(x) || !isFinite(unseen)) return { value: NaN };
  const map = fitRidge(x, oneHot(fit.labels, classes), ridge, linalg());
  return {
    value: accuracyOf(map.predict(unseen), judge.labels),
    train_accuracy: accuracyOf(map.predict(x), fit.labels),
  };
}
