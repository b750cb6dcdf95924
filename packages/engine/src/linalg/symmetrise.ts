import type { Matrix } from "./matrix.ts";

/** Replaces a square matrix in place by the mean of itself and its transpose. */
export function symmetrise(a: Matrix): Matrix {
  const { rows: size, data } = a;
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < row; column++) {
      const mean = ((data[row * size + column] ?? 0) + (data[column * size + row] ?? 0)) / 2;
      data[row * size + column] = mean;
      data[column * size + row] = mean;
    }
  }
  return a;
}
