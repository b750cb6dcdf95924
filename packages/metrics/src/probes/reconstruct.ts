import type { Measurement } from "@infoplane/contracts";
import { fromTensor, linalg, type Matrix } from "@infoplane/engine";
import { isFinite } from "./classify.ts";
import type { ProbedPart } from "./probe-metric.ts";
import { columnMeans, fitRidge } from "./ridge.ts";

/** Error of reconstructing the input from one block's output: see `reconstruction-error`. */
export function reconstruct(fit: ProbedPart, judge: ProbedPart, ridge: number): Measurement {
  const [known, unseen] = [fromTensor(fit.z.values), fromTensor(judge.z.values)];
  if (!isFinite(known) || !isFinite(unseen)) return { value: NaN };
  const inputs = fromTensor(fit.x.values);
  const found = fitRidge(known, inputs, ridge, linalg()).predict(unseen);
  return { value: relativeError(found, fromTensor(judge.x.values), columnMeans(inputs)) };
}

function relativeError(found: Matrix, truth: Matrix, means: Float64Array): number {
  let [error, spread] = [0, 0];
  truth.data.forEach((value, at) => {
    error += (value - (found.data[at] as number)) ** 2;
    spread += (value - (means[at % truth.columns] as number)) ** 2;
  });
  return spread > 0 ? error / spread : NaN;
}
