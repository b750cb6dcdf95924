import { matrix, type Matrix } from "@infoplane/engine";

/** Squared Euclidean distances between rows, from their Gram matrix: [m, m] -> [m, m], zero diagonal, never negative. */
export function squaredDistances(gram: Matrix): Matrix {
  const m = gram.rows;
  const distances = new Float64Array(m * m);
  for (let i = 0; i < m; i++) {
    const own = gram.data[i * m + i] as number;
    for (let j = 0; j < i; j++) {
      const other = gram.data[j * m + j] as number;
      const distance = Math.max(0, own + other - 2 * (gram.data[i * m + j] as number));
      distances[i * m + j] = distance;
      distances[j * m + i] = distance;
    }
  }
  return matrix(m, m, distances);
}

/** Square root of the median of the m (m - 1) / 2 squared distances: the data-driven width. */
export function medianDistance(distances: Matrix): number {
  const m = distances.rows;
  const pairs = new Float64Array((m * (m - 1)) / 2);
  for (let i = 1, at = 0; i < m; at += i, i++) pairs.set(distances.data.subarray(i * m, i * m + i), at);
  pairs.sort();
  const middle = pairs.length / 2;
  const [low, high] = [Math.ceil(middle) - 1, Math.floor(middle)];
  return Math.sqrt(((pairs[low] as number) + (pairs[high] as number)) / 2);
}

/**
 * exp(-distance² / (2 width²)): [m, m] -> [m, m]. Width 0 is the limit from above: 1 for equal rows, 0 for others.
 */
export function gaussianKernel(distances: Matrix, width: number): Matrix {
  const m = distances.rows;
  const rate = width === 0 ? -Infinity : -1 / (2 * width * width);
  const kernel = new Float64Array(m * m);
  for (let i = 0; i < m; i++) {
    kernel[i * m + i] = 1;
    for (let j = 0; j < i; j++) {
      const distance = distances.data[i * m + j] as number;
      const value = distance === 0 ? 1 : Math.exp(distance * rate);
      kernel[i * m + j] = value;
      kernel[j * m + i] = value;
    }
  }
  return matrix(m, m, kernel);
}
