import { matrix, type Matrix } from "@infoplane/engine";

/** HKH with H = I - 11ᵀ / m, of a symmetric K: rows and columns add to 0. */
export function doubleCentred(kernel: Matrix): Matrix {
  const m = kernel.rows;
  const means = rowSums(kernel).map((sum) => sum / m);
  const mean = means.reduce((a, b) => a + b, 0) / m;
  const centred = new Float64Array(m * m);
  for (let i = 0; i < m; i++) {
    const shift = mean - (means[i] as number);
    for (let j = 0; j < m; j++) {
      centred[i * m + j] = (kernel.data[i * m + j] as number) - (means[j] as number) + shift;
    }
  }
  return matrix(m, m, centred);
}

/**
 * U-centring of a symmetric K, m >= 3: zero diagonal, and off it
 * K̃ᵢⱼ = kᵢⱼ - sᵢ / (m - 2) - sⱼ / (m - 2) + s / ((m - 1)(m - 2)), with sᵢ and s the sums of K without its diagonal.
 * Rows add to 0, and Σ K̃ᵢⱼ L̃ᵢⱼ / (m (m - 3)) is the unbiased HSIC. Székely & Rizzo, "Partial distance correlation with
 * methods for dissimilarities", Annals of Statistics 42 (2014), definition 2; Song et al., "Feature selection via
 * dependence maximization", JMLR 13 (2012), equation 5.
 */
export function uCentred(kernel: Matrix): Matrix {
  const m = kernel.rows;
  const shares = rowSums(kernel).map((sum, i) => (sum - (kernel.data[i * m + i] as number)) / (m - 2));
  const shift = shares.reduce((a, b) => a + b, 0) / (m - 1);
  const centred = new Float64Array(m * m);
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < m; j++) {
      if (i === j) continue;
      centred[i * m + j] = (kernel.data[i * m + j] as number) - (shares[i] as number) - (shares[j] as number) + shift;
    }
  }
  return matrix(m, m, centred);
}

function rowSums({ rows: m, data }: Matrix): Float64Array {
  const sums = new Float64Array(m);
  for (let i = 0; i < m; i++) {
    let sum = 0;
    for (let j = 0; j < m; j++) sum += data[i * m + j] as number;
    sums[i] = sum;
  }
  return sums;
}
