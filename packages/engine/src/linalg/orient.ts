import type { Matrix } from "@infoplane/contracts";

/** Flips columns in place so that the component of largest magnitude is positive: eigenvectors have no sign. */
export function orient(vectors: Matrix): Matrix {
  const { rows, columns, data } = vectors;
  for (let column = 0; column < columns; column++) {
    let largest = 0;
    for (let row = 0; row < rows; row++) {
      const value = data[row * columns + column] ?? 0;
      if (Math.abs(value) > Math.abs(largest)) largest = value;
    }
    if (largest >= 0) continue;
    for (let row = 0; row < rows; row++) data[row * columns + column] = -(data[row * columns + column] ?? 0);
  }
  return vectors;
}
