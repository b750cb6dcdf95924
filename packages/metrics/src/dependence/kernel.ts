import { matrix, symmetrise, type Matrix } from "@infoplane/engine";

/** Squared Euclidean distances between rows, from their Gram matrix: [m, m] -> [m, m], zero diagonal, never negative. */
export function squaredDistances(gram: Matrix): Matrix {
  const m = gram.rows;
  const squares = Float64Array.from({ length: m }, (_, i) => gram.data[i * m + i] as number);
  const distances = new Float64Array(m * m);
  for (let i = 0; i < m; i++) {
    const own = squares[i] as number;
    for (let j = 0; j < i; j++) {
      const distance = own + (squares[j] as number) - 2 * (gram.data[i * m + j] as number);
      // Also where it is not a number.
      distances[i * m + j] = distance < 0 ? 0 : distance;
    }
  }
  return symmetrise(matrix(m, m, distances));
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
      kernel[i * m + j] = distance === 0 ? 1 : Math.exp(distance * rate);
    }
  }
  return symmetrise(matrix(m, m, kernel));
}
