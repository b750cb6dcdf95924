import type { Matrix } from "./matrix.ts";

/** Makes a square matrix exactly symmetric in place: its lower half is copied to the upper one. */
export function symmetrise(a: Matrix): Matrix {
  const { rows: size, data } = a;
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < row; column++) data[column * size + row] = data[row * size + column] ?? 0;
  }
  return a;
}
