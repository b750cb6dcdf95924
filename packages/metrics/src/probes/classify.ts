import { matrix, type Matrix } from "@infoplane/engine";
import { shareOfLargest } from "../prediction/share-of-largest.ts";

/** One-hot rows: [n] -> [n, classes]. */
export function oneHot(labels: Int32Array, classes: number): Matrix {
  const data = new Float64Array(labels.length * classes);
  labels.forEach((label, row) => (data[row * classes + label] = 1));
  return matrix(labels.length, classes, data);
}

/** Share of rows whose largest score is at their label; one of t equal ones counts 1 / t, as in `accuracy`. */
export function accuracyOf({ columns, data }: Matrix, labels: Int32Array): number {
  let right = 0;
  labels.forEach((label, row) => {
    right += shareOfLargest(data.subarray(row * columns, (row + 1) * columns), label);
  });
  return right / labels.length;
}

export const isFinite = ({ data }: Matrix): boolean => {
  for (const value of data) if (!Number.isFinite(value)) return false;
  return true;
};
