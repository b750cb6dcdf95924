import { matrix, type LinearAlgebra, type Matrix } from "@infoplane/engine";
import { columnMeans } from "./ridge.ts";

/**
 * The most frequent class among the k nearest known rows, for each unseen row; ties go to the class of the nearest one,
 * equal distances to the row that comes first. known [n, d], unseen [t, d].
 */
export function nearestClasses(
  known: Matrix,
  labels: Int32Array,
  unseen: Matrix,
  k: number,
  algebra: Pick<LinearAlgebra, "multiply">,
): Int32Array {
  // Centring loses fewer digits of the distances.
  const means = columnMeans(known);
  const [a, b] = [unseen, known].map((side) => shifted(side, means)) as [Matrix, Matrix];
  const products = algebra.multiply(a, b, "b").data;
  const squares = rowSquares(b);
  const n = known.rows;
  return Int32Array.from({ length: unseen.rows }, (_, row) => {
    const distances = squares.map((square, index) => square - 2 * (products[row * n + index] as number));
    return vote(smallest(distances, Math.min(k, n)).map((index) => labels[index] as number));
  });
}

/** Labels in order of distance: the most frequent one; ties go to the one that comes first. */
function vote(labels: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  let best = labels[0] as number;
  for (const [label, count] of counts) if (count > (counts.get(best) as number)) best = label;
  return best;
}

/** Indices of the k smallest values, ascending. */
function smallest(values: Float64Array, k: number): number[] {
  const places: number[] = [];
  for (let place = 0; place < values.length; place++) {
    const value = values[place] as number;
    if (places.length === k && value >= (values[places[k - 1] as number] as number)) continue;
    let at = places.length;
    while (at > 0 && value < (values[places[at - 1] as number] as number)) at--;
    places.splice(at, 0, place);
    if (places.length > k) places.pop();
  }
  return places;
}

function shifted({ rows, columns, data }: Matrix, means: Float64Array): Matrix {
  return matrix(
    rows,
    columns,
    data.map((value, at) => value - (means[at % columns] as number)),
  );
}

function rowSquares({ rows, columns, data }: Matrix): Float64Array {
  return Float64Array.from({ length: rows }, (_, row) => {
    let sum = 0;
    for (let at = row * columns; at < (row + 1) * columns; at++) sum += (data[at] as number) ** 2;
    return sum;
  });
}
