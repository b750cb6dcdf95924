import { failure } from "./checks.ts";
import type { LinearAlgebra, Matrix } from "@infoplane/contracts";
import { matrix } from "./matrix.ts";
import { notPositiveDefinite } from "./messages.ts";
import { symmetrise } from "./symmetrise.ts";

type Algebra = Pick<LinearAlgebra, "multiply" | "inversePositive">;

/** Rows and columns processed at a time. */
const panel = 512;

/**
 * Replaces a symmetric positive definite [m, m] by its inverse, exactly symmetric, in the memory of a and about 10 m
 * `block` more numbers: for matrices of which only one fits. The symmetric sweep by blocks (Dempster 1969): with pivot
 * block K, P = A_KK^-1 and C = A_·K, A_ij becomes A_ij - C_i P C_jᵀ, A_iK becomes C_i P, A_KK becomes -P; after all
 * blocks A holds its negative inverse. Computes only the lower half. m³ / 2. Throws `engine/not-positive-definite`.
 */
export function invertPositiveInPlace(a: Matrix, algebra: Algebra, block = panel): Matrix {
  const { rows: m, data } = a;
  for (let start = 0; start < m; start += block) {
    const end = Math.min(start + block, m);
    const size = end - start;
    const pivot = pivotInverse(a, start, end, algebra);
    const column = columnOf(a, start, end);
    const { data: weighted } = algebra.multiply(column, pivot);
    for (let row = 0; row < m; row += block) {
      const below = Math.min(row + block, m);
      if (row !== start) subtractOuter(a, row, below, part(weighted, row, below, size), column, algebra);
    }
    // Last, as the rows above and below still needed the old values: A_iK = C_i P on both sides of the pivot, then -P.
    for (let i = 0; i < m; i++) {
      for (let k = 0; k < size; k++) {
        const value = weighted[i * size + k] as number;
        if (i >= end) data[i * m + start + k] = value;
        else if (i < start) data[(start + k) * m + i] = value;
        else data[i * m + start + k] = -(pivot.data[(i - start) * size + k] as number);
      }
    }
  }
  for (let at = 0; at < data.length; at++) data[at] = -(data[at] as number);
  return symmetrise(a);
}

function pivotInverse({ rows: m, data }: Matrix, start: number, end: number, algebra: Algebra): Matrix {
  const size = end - start;
  const pivot = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let k = 0; k <= i; k++) {
      pivot[i * size + k] = pivot[k * size + i] = data[(start + i) * m + start + k] as number;
    }
  }
  try {
    return algebra.inversePositive(matrix(size, size, pivot));
  } catch (cause) {
    throw failure(notPositiveDefinite(m), cause);
  }
}

/** Columns [start, end) of all rows, [m, end - start], from the lower half. */
function columnOf({ rows: m, data }: Matrix, start: number, end: number): Matrix {
  const size = end - start;
  const column = new Float64Array(m * size);
  for (let i = 0; i < m; i++) {
    for (let k = 0; k < size; k++) {
      const at = start + k;
      column[i * size + k] = data[at <= i ? i * m + at : at * m + i] as number;
    }
  }
  return matrix(m, size, column);
}

/** Subtracts W_i C_jᵀ from rows [from, to) up to their diagonal block. */
function subtractOuter(
  { rows: m, data }: Matrix,
  from: number,
  to: number,
  rows: Matrix,
  column: Matrix,
  algebra: Algebra,
): void {
  const { data: outer } = algebra.multiply(rows, part(column.data, 0, to, column.columns), "b");
  for (let i = from; i < to; i++) {
    const row = data.subarray(i * m, i * m + to);
    const product = outer.subarray((i - from) * to, (i - from + 1) * to);
    for (let j = 0; j < to; j++) row[j] = (row[j] as number) - (product[j] as number);
  }
}

const part = (data: Float64Array, from: number, to: number, columns: number): Matrix =>
  matrix(to - from, columns, data.subarray(from * columns, to * columns));
