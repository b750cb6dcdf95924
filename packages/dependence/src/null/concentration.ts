import {
  diagonalVariance,
  entryVariance,
  nullVariance,
  sumOverParts,
  type KernelMoments,
} from "./permutation-moments.ts";

/**
 * How much the null over re-pairings depends on a few samples, from 0: about what single samples add to its kurtosis.
 * For a sum Σ dᵢ e_π(i) it is m (Σ dᵢ⁴ / (Σ dᵢ²)²) (Σ eᵢ⁴ / (Σ eᵢ²)²), which must vanish for the sum to be normal
 * (Hoeffding, "A combinatorial central limit theorem", Annals of Mathematical Statistics 22 (1951)); for the entries
 * off the diagonal it is the same of their rows' sums of squares. Both are 9 / m or less if samples are similar, and 1
 * or more if one sample of m outweighs the others.
 */
export function concentration(a: readonly KernelMoments[], b: readonly KernelMoments[]): number {
  const variance = sumOverParts(a, b, nullVariance);
  return sumOverParts(a, b, (left, right) => {
    const diagonal = diagonalVariance(left, right) * share(left, right, "diagonalFourth", "diagonalSquare");
    const entries = entryVariance(left, right) * share(left, right, "rowSquare", "entrySquare");
    return (left.samples * (diagonal + entries) * nullVariance(left, right)) / variance ** 2;
  });
}

/** Product of Σ w² / (Σ w)² of both kernels: 1 / n for n equal weights. */
function share(a: KernelMoments, b: KernelMoments, squares: keyof Numbers, sum: keyof Numbers): number {
  const of = (kernel: Numbers): number => (kernel[sum] > 0 ? kernel[squares] / kernel[sum] ** 2 : 0);
  return of(a) * of(b);
}

type Numbers = Omit<KernelMoments, "noise">;
