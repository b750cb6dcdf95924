import { fromTensor, matrix, type LinearAlgebra, type Matrix } from "@infoplane/engine";
import type { RowSource } from "../dependence/row-source.ts";

/** float64 values of samples that are held at a time. */
const heldValues = 2 ** 25;
/** A spread this far below the mean of a feature is rounding of float32: the feature is constant. */
const constant = 2 ** -23;

/**
 * Products of the samples' centred features in float64, whose eigenvalues are the squares of the singular values: of
 * features, [d, d], where there are fewer of these than of samples, else of samples, [m, m]. Sums and means are float64 too, so
 * that eigenvalues down to 1e-14 of the largest are more than rounding. Cost m d min(m, d); rows of large outputs are made
 * once for each group of samples that can be held. Zero where no feature varies.
 */
export function exactGram(source: RowSource, algebra: Pick<LinearAlgebra, "multiply">): Matrix {
  const { samples: m, features: d } = source;
  const step = Math.max(1, Math.min(m, Math.floor(heldValues / d)));
  const starts = Array.from({ length: Math.ceil(m / step) }, (_, index) => index * step);
  const read = (start: number): Matrix => {
    const rows = source.rows(start, Math.min(start + step, m));
    const values = fromTensor(rows);
    rows.dispose();
    return values;
  };
  const once = starts.length === 1 ? read(0) : undefined;
  const rowsAt = (start: number): Matrix => once ?? read(start);
  const columns = statisticsOf(starts, rowsAt, m, d);
  const centred = (start: number): Matrix => {
    const { rows, data } = rowsAt(start);
    const values = data.map((value, at) => (columns.varies[at % d] ? value - (columns.means[at % d] as number) : 0));
    return matrix(rows, d, values);
  };
  const size = Math.min(m, d);
  const gram = matrix(size, size, new Float64Array(size * size));
  for (const [index, start] of starts.entries()) {
    const rows = centred(start);
    if (d < m) {
      algebra
        .multiply(rows, rows, "a")
        .data.forEach((value, at) => (gram.data[at] = (gram.data[at] as number) + value));
      continue;
    }
    for (const other of starts.slice(0, index + 1)) {
      place(gram, start, other, algebra.multiply(rows, other === start ? rows : centred(other), "b"));
    }
  }
  return gram;
}

interface Columns {
  readonly means: Float64Array;
  readonly varies: readonly boolean[];
}

function statisticsOf(starts: readonly number[], rowsAt: (start: number) => Matrix, m: number, d: number): Columns {
  const [sums, squares] = [new Float64Array(d), new Float64Array(d)];
  for (const start of starts)
    rowsAt(start).data.forEach((value, at) => (sums[at % d] = (sums[at % d] as number) + value));
  const means = sums.map((total) => total / m);
  for (const start of starts) {
    rowsAt(start).data.forEach((value, at) => {
      squares[at % d] = (squares[at % d] as number) + (value - (means[at % d] as number)) ** 2;
    });
  }
  // What is not a number varies, and makes the result none.
  const varies = Array.from(means, (mean, k) => !(Math.sqrt((squares[k] as number) / m) <= constant * Math.abs(mean)));
  return { means, varies };
}

/** Writes a block and its mirror image. */
function place({ rows: m, data }: Matrix, row: number, column: number, block: Matrix): void {
  for (let i = 0; i < block.rows; i++) {
    for (let j = 0; j < block.columns; j++) {
      const value = block.data[i * block.columns + j] as number;
      data[(row + i) * m + column + j] = value;
      data[(column + j) * m + row + i] = value;
    }
  }
}
