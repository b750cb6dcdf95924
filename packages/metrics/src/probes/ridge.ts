import { matrix, type LinearAlgebra, type Matrix } from "@infoplane/engine";

/** A fitted linear map with intercept. */
export interface LinearMap {
  /** [n, d] -> [n, q]. */
  predict(x: Matrix): Matrix;
}

/**
 * Ridge regression from x [n, d] to y [n, q], in closed form: W = (XᵀX + c I)^-1 XᵀY on centred X and Y, or
 * equivalently Xᵀ(XXᵀ + c I)^-1 Y where that is smaller. c = ridge tr(XᵀX) / min(n, d), so that predictions do not
 * change when features are rotated or scaled together. Hoerl & Kennard, Technometrics 12 (1970). Cost n d
 * min(n, d) + min(n, d)³. A constant x predicts the mean.
 */
export function fitRidge(
  x: Matrix,
  y: Matrix,
  ridge: number,
  algebra: Pick<LinearAlgebra, "multiply" | "cholesky" | "choleskySolve">,
): LinearMap {
  const [meanX, meanY] = [columnMeans(x), columnMeans(y)];
  const [features, targets] = [centred(x, meanX), centred(y, meanY)];
  const primal = x.columns <= x.rows;
  const products = algebra.multiply(features, features, primal ? "a" : "b");
  const size = products.rows;
  let trace = 0;
  for (let i = 0; i < size; i++) trace += products.data[i * size + i] as number;
  const shift = trace > 0 ? (ridge * trace) / size : 1;
  for (let i = 0; i < size; i++) products.data[i * size + i] = (products.data[i * size + i] as number) + shift;
  const factor = algebra.cholesky(products);
  const weights = primal
    ? algebra.choleskySolve(factor, algebra.multiply(features, targets, "a"))
    : algebra.multiply(features, algebra.choleskySolve(factor, targets), "a");
  return {
    predict(values) {
      const found = algebra.multiply(centred(values, meanX), weights);
      for (let at = 0; at < found.data.length; at++) {
        found.data[at] = (found.data[at] as number) + (meanY[at % found.columns] as number);
      }
      return found;
    },
  };
}

export function columnMeans({ rows, columns, data }: Matrix): Float64Array {
  const means = new Float64Array(columns);
  for (let at = 0; at < data.length; at++) means[at % columns] = (means[at % columns] as number) + (data[at] as number);
  return means.map((sum) => sum / rows);
}

function centred({ rows, columns, data }: Matrix, means: Float64Array): Matrix {
  return matrix(
    rows,
    columns,
    data.map((value, at) => value - (means[at % columns] as number)),
  );
}
