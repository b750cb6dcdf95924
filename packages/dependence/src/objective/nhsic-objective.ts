import { ops, tensors, type Matrix } from "@infoplane/engine/started";
import type { Scalar, Tensor, Tensor2D } from "@tensorflow/tfjs-core";
import type { Gram } from "../gram/gram-matrix.ts";
import { traceOfProduct } from "../kernel/trace-of-product.ts";
import { resolvent, type NhsicObjectiveSettings, type Resolvent } from "./resolvent.ts";

export type { NhsicObjectiveSettings } from "./resolvent.ts";

/**
 * R = HKH (HKH + eps m I)^-1 of one variable: [m, d] -> [m, m], symmetric, R 1 = 0, with H = I - 11ᵀ/m and the Gaussian
 * kernel K_ij = exp(-|z_i - z_j|² / (2 sigma² d)). Float64 off the engine except for the Gram matrix, which is float64
 * too if float32 products would lose what the kernel needs. Borrows its argument. NaN if the values are not finite.
 * Needs a started engine. Costs m² d and about m³.
 */
export function regularisedMatrix(values: Tensor2D, settings: NhsicObjectiveSettings): Matrix {
  return resolvent(values, settings).r;
}

/**
 * tr(R_Z B): normalised HSIC between z and a variable whose R is B (Fukumizu et al. 2007; Ma, Lewis & Kleijn 2020, eq.
 * 8), differentiable in z. It is linear in B, so a weighted sum of such matrices gives a weighted sum of values at the
 * cost of one.
 *
 * z: float32 [m, d], borrowed; other: [m, m] symmetric with rows that sum to 0, as `regularisedMatrix` gives it.
 * Returns a new scalar. With M = HKH + c I and c = eps m, dR = c M^-1 d(HKH) M^-1; hence G = -c (M^-1 B M^-1) ∘ K / (2
 * sigma² d) for the squared distances, and 4 (diag(G 1) - G) z for z. NaN if z has infinite or NaN values.
 *
 *     const x = regularisedMatrix(inputs, { sigma: 5, eps: 1e-5 });
 *     const { value, grad } = tf.valueAndGrad((z) => nhsicObjective(z, x, { sigma: 5, eps: 1e-5 }))(outputs);
 */
export function nhsicObjective(z: Tensor2D, other: Matrix, settings: NhsicObjectiveSettings): Scalar {
  const tf = tensors();
  const op = tf.customGrad((...args) => {
    const [values, save] = args as unknown as [Tensor2D, (saved: Tensor[]) => void];
    const found = resolvent(values, settings);
    save([found.batch.weighted(pull(found, other))]);
    return {
      value: tf.scalar(traceOfProduct(found.r, other)),
      gradFunc: (dy: Tensor, saved: Tensor[]) => tf.mul(saved[0] as Tensor2D, dy),
    };
  });
  return op(z);
}

/** The matrix that z is multiplied by in the gradient of tr(R B): 4 (diag(G 1) - G), [m, m]. */
function pull({ batch: { gram }, inverse, c, rate }: Resolvent, other: Matrix): Matrix {
  const { multiply } = ops().linalg();
  const m = gram.rows;
  const g = multiply(multiply(inverse, other), inverse);
  for (let i = 0; i < m; i++) {
    let sum = 0;
    for (let j = 0; j < m; j++) {
      const at = i * m + j;
      const value = -c * rate * (g.data[at] as number) * Math.exp(-rate * squaredDistance(gram, i, j));
      sum += value;
      g.data[at] = -4 * value;
    }
    g.data[i * m + i] = (g.data[i * m + i] as number) + 4 * sum;
  }
  return g;
}

/** Between rows i and j, from the lower half. */
function squaredDistance({ data, rows: m, holds }: Gram, i: number, j: number): number {
  const entry = data[Math.max(i, j) * m + Math.min(i, j)] as number;
  if (i === j) return 0;
  if (holds === "distances") return entry;
  return Math.max(0, (data[i * m + i] as number) + (data[j * m + j] as number) - 2 * entry);
}
