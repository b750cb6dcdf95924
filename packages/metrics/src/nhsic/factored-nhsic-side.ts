import { type LinearAlgebra } from "@infoplane/engine";
import { FactoredSide } from "../dependence/factored-side.ts";
import type { KernelFeatures } from "../dependence/kernel-features.ts";

/**
 * R of the kernel that features Φ stand for: Φ (ΦᵀΦ + eps m I)^-1 Φᵀ, which is HKH (HKH + eps m I)^-1 for HKH = Φ Φᵀ.
 * Cost m q² + q³.
 */
export function factoredNhsicSide(
  { features: f, width, rank }: KernelFeatures,
  eps: number,
  algebra: Pick<LinearAlgebra, "multiply" | "inversePositive">,
): FactoredSide {
  const shifted = algebra.multiply(f, f, "a");
  for (let i = 0; i < shifted.rows; i++) {
    shifted.data[i * shifted.rows + i] = (shifted.data[i * shifted.rows + i] as number) + eps * f.rows;
  }
  const g = algebra.inversePositive(shifted);
  return new FactoredSide({ f, g, d: new Float64Array(f.rows) }, { dof: true, normalise: false, width, rank }, algebra);
}
