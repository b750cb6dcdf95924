import type { Measurement } from "@infoplane/contracts";
import { fromTensor, linalg } from "@infoplane/engine";
import { isFinite } from "./classify.ts";
import { nearestClasses } from "./nearest-classes.ts";
import type { ProbedPart } from "./probe-metric.ts";

/** Accuracy of the nearest neighbours in one block's output: see `knn-probe`. */
export function readByNeighbours(fit: ProbedPart, judge: ProbedPart, neighbours: number): Measurement {
  const [known, unseen] = [fromTensor(fit.z.values), fromTensor(judge.z.values)];
  if (!isFinite(known) || !isFinite(unseen)) return { value: NaN };
  const classes = nearestClasses(known, fit.labels, unseen, neighbours, linalg());
  const right = classes.filter((label, row) => label === judge.labels[row]).length;
  return { value: right / classes.length };
}
