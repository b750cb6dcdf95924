import type { LinearAlgebra, Matrix } from "@infoplane/contracts";
import { matrix } from "./matrix.ts";

/** Distances below this share of the rows' own squares lose too many digits to the difference of products. */
const close = 1e-6;

/**
 * Squared Euclidean distances between the rows of a, [n, d], and those of b, [p, d] -> [n, p], each to a relative 1e-9
 * or so: |a|² + |b|² - 2 a b in float64, and for rows close to each other the sum over their differences. Exactly 0 for
 * equal rows. Costs n p d, plus d for each close pair. Rows should be roughly centred at 0.
 */
export function squaredDistances(a: Matrix, b: Matrix, algebra: Pick<LinearAlgebra, "multiply">): Matrix {
  const { data } = algebra.multiply(a, b, "b");
  const [own, others] = [rowSquares(a), rowSquares(b)];
  const [n, p, d] = [a.rows, b.rows, a.columns];
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < p; j++) {
      const squares = (own[i] as number) + (others[j] as number);
      const distance = squares - 2 * (data[i * p + j] as number);
      data[i * p + j] = distance < close * squares ? differences(a.data, i * d, b.data, j * d, d) : distance;
    }
  }
  return matrix(n, p, data);
}

function rowSquares({ rows, columns, data }: Matrix): Float64Array {
  const squares = new Float64Array(rows);
  for (let i = 0, at = 0; i < rows; i++) {
    let sum = 0;
    for (const end = at + columns; at < end; at++) sum += (data[at] as number) ** 2;
    squares[i] = sum;
  }
  return squares;
}

function differences(a: Float64Array, from: number, b: Float64Array, start: number, d: number): number {
  let sum = 0;
  for (let k = 0; k < d; k++) sum += ((a[from + k] as number) - (b[start + k] as number)) ** 2;
  return sum;
}
