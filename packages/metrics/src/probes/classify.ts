import { matrix, type Matrix } from "@infoplane/engine";

/** One-hot rows: [n] -> [n, classes]. */
export function oneHot(labels: Int32Array, classes: number): Matrix {
  const data = new Float64Array(labels.length * classes);
  labels.forEach((label, row) => (data[row * classes + label] = 1));
  return matrix(labels.length, classes, data);
}

/** Share of rows whose largest score is at their label; of equal scores the first counts. */
export function accuracyOf({ columns, data }: Matrix, labels: Int32Array): number {
  let right = 0;
  labels.forEach((label, row) => {
    const scores = data.subarray(row * columns, (row + 1) * columns);
    let best = 0;
    for (let k = 1; k < columns; k++) if ((scores[k] as number) > (scores[best] as number)) best = k;
    if (best === label) right++;
  });
  return right / labels.length;
}

export const isFinite = ({ data }: Matrix): boolean => {
  for (const value of data) if (!Number.isFinite(value)) return false;
  return true;
};
