import { invertPositiveInPlace, matrix, type LinearAlgebra } from "@infoplane/engine";
import type { KernelFeatures } from "../features/kernel-features.ts";
import type { Gram } from "../gram/gram-matrix.ts";
import { DenseKernel } from "./dense-kernel.ts";
import { FactoredKernel } from "./factored-kernel.ts";
import { gaussianKernel, type WidthRule } from "./gaussian-kernel.ts";
import { LargeKernel } from "./large-kernel.ts";
import { precisionOf, regularise, type RegularisedMatrix } from "./regularise.ts";

/** For nHSIC: the width is sigma sqrt(d), or the median distance itself. */
export interface NhsicSettings extends WidthRule {
  /** eps times the number of samples is added to HKH. */
  readonly eps: number;
}

/**
 * The kernel of nHSIC: R = HKH (HKH + eps m I)^-1, [m, m], symmetric, eigenvalues in [0, 1), R 1 = 0, from the Gram
 * matrix of m samples of d features, which is not changed. Cost m³. undefined if a value is infinite or NaN. Throws
 * `engine/not-positive-definite` if rounding leaves no inverse.
 */
export function regularisedKernel(
  gram: Gram,
  features: number,
  settings: NhsicSettings,
  algebra: LinearAlgebra,
): DenseKernel | undefined {
  if (!gram.isFinite) return undefined;
  const values = { ...gram, data: gram.data.slice() };
  const made = regularised(values, features, settings, (a) => algebra.inversePositive(a));
  // A tiny R is HKH / c, and changes without a sample as a kernel does.
  const facts = { ...made, dof: true, isHat: made.norm === 1 };
  return DenseKernel.of([made.r], facts, algebra, Math.max(precisionOf(settings.eps), made.precision));
}

/**
 * The same for many samples: 8 m² bytes of working memory, and the Gram matrix's own 4 m² for the result. It takes over
 * the Gram matrix. The kernel, its inverse and R are float64, and R is then rounded to float32. Cost m³.
 */
export async function largeRegularisedKernel(
  gram: Gram<Float32Array> | Gram,
  features: number,
  settings: NhsicSettings,
  algebra: Pick<LinearAlgebra, "multiply" | "inversePositive">,
): Promise<LargeKernel | undefined> {
  if (!gram.isFinite) return undefined;
  const wide = { ...gram, data: gram.data instanceof Float64Array ? gram.data : new Float64Array(gram.data) };
  const made = regularised(wide, features, settings, (a) => invertPositiveInPlace(a, algebra));
  const into = gram.data instanceof Float64Array ? new Float32Array(gram.data.length) : gram.data;
  into.set(made.r.data);
  return LargeKernel.of(into, { dof: true, ...made });
}

/**
 * The same for very many samples, from features Φ that approximate the kernel: Φ (ΦᵀΦ + eps m I)^-1 Φᵀ, which is HKH
 * (HKH + eps m I)^-1 for HKH = Φ Φᵀ. Cost m q² + q³.
 */
export function factoredRegularisedKernel(
  { features: f, width, rank, error, isConstant }: KernelFeatures,
  eps: number,
  algebra: Pick<LinearAlgebra, "multiply" | "inversePositive">,
): FactoredKernel {
  const shifted = algebra.multiply(f, f, "a");
  const c = eps * f.rows;
  for (let i = 0; i < shifted.rows; i++) {
    shifted.data[i * shifted.rows + i] = (shifted.data[i * shifted.rows + i] as number) + c;
  }
  const g = algebra.inversePositive(shifted);
  // An error of the kernel with the landmarks counts in Φ and in its transpose, and is divided by c in R.
  const facts = { dof: true, normalise: false, width, rank, error: (2 * error) / c, isConstant };
  return new FactoredKernel({ f, g, d: new Float64Array(f.rows) }, facts, algebra);
}

/** R from a Gram matrix whose values it overwrites. */
function regularised(
  gram: Gram,
  features: number,
  { width: rule, sigma, eps }: NhsicSettings,
  inverse: Parameters<typeof regularise>[3],
): RegularisedMatrix & { readonly width: number; readonly isConstant: boolean } {
  const { width, errors } = gaussianKernel(gram, features, { width: rule, sigma: rule === "median" ? 1 : sigma });
  const { rows: m, data, isConstant } = gram;
  return { ...regularise(matrix(m, m, data), errors, eps, inverse), width, isConstant };
}
