import type { Measurement } from "@infoplane/contracts";
import { fromTensor, linalg, matrix, type Matrix } from "@infoplane/engine";
import { shareOfLargest } from "../prediction/prediction.ts";
import { nearestClasses } from "./nearest-classes.ts";
import type { ProbedPart } from "./probe-metric.ts";
import { columnMeans, fitRidge } from "./ridge.ts";

/** Accuracy of a ridge classifier of one block's output: see `linear-probe`. */
export async function readLinearly(
  fit: ProbedPart,
  judge: ProbedPart,
  classes: number,
  ridge: number,
): Promise<Measurement> {
  const [x, unseen] = [await fromTensor(fit.z.values), await fromTensor(judge.z.values)];
  if (!isFinite(x) || !isFinite(unseen)) return { value: NaN };
  const map = fitRidge(x, oneHot(fit.labels, classes), ridge, linalg());
  return {
    value: accuracyOf(map.predict(unseen), judge.labels),
    train_accuracy: accuracyOf(map.predict(x), fit.labels),
  };
}

/** Accuracy of the nearest neighbours in one block's output: see `knn-probe`. */
export async function readByNeighbours(fit: ProbedPart, judge: ProbedPart, neighbours: number): Promise<Measurement> {
  const [known, unseen] = [await fromTensor(fit.z.values), await fromTensor(judge.z.values)];
  if (!isFinite(known) || !isFinite(unseen)) return { value: NaN };
  const classes = nearestClasses(known, fit.labels, unseen, neighbours, linalg());
  const right = classes.filter((label, row) => label === judge.labels[row]).length;
  return { value: right / classes.length };
}

/** Error of reconstructing the input from one block's output: see `reconstruction-error`. */
export async function reconstruct(fit: ProbedPart, judge: ProbedPart, ridge: number): Promise<Measurement> {
  const [known, unseen] = [await fromTensor(fit.z.values), await fromTensor(judge.z.values)];
  if (!isFinite(known) || !isFinite(unseen)) return { value: NaN };
  const inputs = await fromTensor(fit.x.values);
  const found = fitRidge(known, inputs, ridge, linalg()).predict(unseen);
  return { value: relativeError(found, await fromTensor(judge.x.values), columnMeans(inputs)) };
}

function relativeError(found: Matrix, truth: Matrix, means: Float64Array): number {
  let [error, spread] = [0, 0];
  truth.data.forEach((value, at) => {
    error += (value - (found.data[at] as number)) ** 2;
    spread += (value - (means[at % truth.columns] as number)) ** 2;
  });
  return spread > 0 ? error / spread : NaN;
}

/** One-hot rows: [n] -> [n, classes]. */
function oneHot(labels: Int32Array, classes: number): Matrix {
  const data = new Float64Array(labels.length * classes);
  labels.forEach((label, row) => (data[row * classes + label] = 1));
  return matrix(labels.length, classes, data);
}

/** Share of rows whose largest score is at their label; a t-way tie counts 1 / t, as in `accuracy`. */
function accuracyOf({ columns, data }: Matrix, labels: Int32Array): number {
  let right = 0;
  labels.forEach((label, row) => {
    right += shareOfLargest(data.subarray(row * columns, (row + 1) * columns), label);
  });
  return right / labels.length;
}

const isFinite = ({ data }: Matrix): boolean => {
  for (const value of data) if (!Number.isFinite(value)) return false;
  return true;
};
