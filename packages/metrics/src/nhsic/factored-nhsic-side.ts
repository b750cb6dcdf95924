import { type LinearAlgebra } from "@infoplane/engine";
import { FactoredSide } from "../dependence/factored-side.ts";
import type { KernelFeatures } from "../dependence/kernel-features.ts";

/**
 * R of the kernel that features Φ stand for: Φ (ΦᵀΦ + eps m I)^-1 Φᵀ, which is HKH (HKH + eps m I)^-1 for HKH = Φ Φᵀ.
 * Cost m q² + q³.
 */
export function factoredNhsicSide(
  { features: f, width, rank, error, isConstant }: KernelFeatures,
  eps: number,
  algebra: Pick<LinearAlgebra, "multiply" | "inversePositive">,
): FactoredSide {
  const shifted = algebra.multiply(f, f, "a");
  const c = eps * f.rows;
  for (let i = 0; i < shifted.rows; i++) {
    shifted.data[i * shifted.rows + i] = (shifted.data[i * shifted.rows + i] as number) + c;
  }
  const g = algebra.inversePositive(shifted);
  // An error of the kernel with the landmarks counts in Φ and in its transpose, and over c in R.
  const facts = { dof: true, normalise: false, width, rank, error: (2 * error) / c, isConstant };
  return new FactoredSide({ f, g, d: new Float64Array(f.rows) }, facts, algebra);
}
