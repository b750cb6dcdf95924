import { matrix, squaredDistances, type LinearAlgebra, type Matrix } from "@infoplane/engine";
import { float32Products, float64Distances } from "../gram/gram-matrix.ts";
import type { FeatureMap } from "./kernel-features.ts";

/** Directions of the landmarks' kernel below this, relative to the largest, are rounding in float32 or float64. */
const leastDirection = { float32: 1e-7, float64: 1e-12 };
/** The same relative to the kernel's entries before centring: the landmarks are identical. */
const alike = 2 ** -50;

/**
 * Features of rows by their kernel with landmarks [r, d]: see `kernelFeatures`. The kernel is centred at the mean of
 * the landmarks, k(x, l) - k̄(x) - k̄(l) + k̄, and a Gaussian one is taken without its 1, so that what varies in a wide
 * kernel is preserved, and its directions are compared with each other. Identical landmarks have no kernel about their
 * mean: then the one direction of the kernel with them remains, k(x, l) / sqrt(k(l, l)).
 */
export function nystrom(
  landmarks: Matrix,
  width: number | null,
  isExact: boolean,
  algebra: Pick<LinearAlgebra, "multiply" | "symmetricEigen">,
): FeatureMap {
  const { rows: r } = landmarks;
  const rate = width === null ? 0 : width === 0 ? -Infinity : -1 / (2 * width * width);
  const own = Float64Array.from({ length: r }, (_, i) => squareOf(landmarks, i));
  const entry = (distance: number): number => (distance === 0 ? 0 : Math.expm1(distance * rate));
  const exactly = (rows: Matrix): Matrix => {
    if (width === null) return algebra.multiply(rows, landmarks, "b");
    const { rows: n, columns, data } = squaredDistances(rows, landmarks, algebra);
    return matrix(n, columns, data.map(entry));
  };

  const kernel = exactly(landmarks);
  const means = rowMeans(kernel);
  const mean = means.reduce((sum, value) => sum + value / r, 0);
  const { values, vectors } = algebra.symmetricEigen(centredAt(kernel, means, mean));
  const size = kernel.data.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const largest = values.at(-1) ?? 0;
  const least = Math.max(largest * leastDirection[isExact ? "float64" : "float32"], alike * r * size);
  const used = [...values.keys()].filter((index) => (values[index] as number) > least);
  const root = matrix(r, used.length, new Float64Array(r * used.length));
  used.forEach((index, column) => {
    for (let row = 0; row < r; row++) {
      root.data[row * used.length + column] =
        (vectors.data[row * vectors.columns + index] as number) / Math.sqrt(values[index] as number);
    }
  });
  const length = width === null ? Math.sqrt(Math.max(0, mean)) : 1;
  const features = (entries: Matrix): Matrix =>
    used.length > 0
      ? algebra.multiply(centredAt(entries, means, mean), root)
      : matrix(
          entries.rows,
          1,
          rowMeans(entries).map((value) => (length > 0 ? value / length : 0)),
        );

  let [errors, count] = [0, 0];
  return {
    projection: transposed(landmarks),
    finish(products, squares) {
      if (width === null) return features(products);
      const { rows, columns, data } = products;
      const entries = matrix(rows, columns, new Float64Array(data.length));
      for (let i = 0, at = 0; i < rows; i++) {
        for (let j = 0; j < columns; j++, at++) {
          const size = (squares[i] as number) + (own[j] as number);
          const value = entry(Math.max(0, size - 2 * (data[at] as number)));
          entries.data[at] = value;
          errors += ((1 + value) * float32Products * size * rate) ** 2 || 0;
        }
      }
      count += data.length;
      return features(entries);
    },
    finishExactly(rows) {
      const entries = exactly(rows);
      count += entries.data.length;
      // An error of a distance d changes exp(-d) - 1 by exp(-d) times it: nothing for distant pairs.
      for (const value of entries.data) {
        if (width !== null && value > -1) errors += (float64Distances * (1 + value) * Math.log1p(value)) ** 2;
      }
      return features(entries);
    },
    error: () => (count === 0 ? 0 : Math.sqrt(errors / count)),
  };
}

/** Subtracts each row's own mean over the landmarks, and the landmarks' means. */
function centredAt(entries: Matrix, means: Float64Array, mean: number): Matrix {
  const { rows, columns, data } = entries;
  const rowsOwn = rowMeans(entries);
  return matrix(
    rows,
    columns,
    data.map(
      (value, at) => value - (rowsOwn[Math.floor(at / columns)] as number) - (means[at % columns] as number) + mean,
    ),
  );
}

function rowMeans({ rows, columns, data }: Matrix): Float64Array {
  return Float64Array.from({ length: rows }, (_, row) => {
    let sum = 0;
    for (let at = row * columns; at < (row + 1) * columns; at++) sum += data[at] as number;
    return sum / columns;
  });
}

function squareOf({ columns, data }: Matrix, row: number): number {
  let sum = 0;
  for (let at = row * columns; at < (row + 1) * columns; at++) sum += (data[at] as number) ** 2;
  return sum;
}

function transposed({ rows, columns, data }: Matrix): Matrix {
  const turned = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < columns; j++) turned[j * rows + i] = data[i * columns + j] as number;
  return matrix(columns, rows, turned);
}
