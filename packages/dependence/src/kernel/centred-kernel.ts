import type { KernelMoments } from "../null/permutation-moments.ts";

/**
 * One variable as a dependence measure sees it: a symmetric [m, m] matrix A with A 1 = 0, in any representation. Every
 * measure here is tr(A B), and its null is that of tr(A P B Pᵀ) over the re-pairings P of the samples, so the same
 * exact moments serve all of them. Plain numbers: it holds no tensors and needs no disposal. Kernels of the same kind
 * (dense, large, factored) over the same samples can be paired with each other.
 */
export interface CentredKernel {
  /** One for each range of samples that is re-paired separately: a single one, or one per mini-batch. */
  readonly parts: readonly KernelMoments[];
  /** tr A². */
  readonly square: number;
  /** tr A if it is an effective number of dimensions. */
  readonly dof: number | null;
  /** The divisor of A that makes tr A² = 1, or keeps A away from the limits of its format; 0 if nothing varies. */
  readonly norm: number;
  /** Width of the Gaussian kernel that was used; null for the linear one. */
  readonly width: number | null;
  /** Estimated relative error of A from rounding in the data's products. */
  readonly inaccuracy: number;
  /** Whether no feature of the variable varies. */
  readonly isConstant: boolean;
  /** Rank of the approximation of the kernel matrix, if it is approximated. */
  readonly rank?: number;
  /** Cost of one call of `beyondMean`, in multiply-adds. */
  readonly pairingCost: number;
  /**
   * tr(A P B Pᵀ) with another kernel of the same kind, P sending sample i to order[i], minus its mean over all P,
   * `nullMean`: precision is not lost to what all re-pairings share. Without `order`, that of tr(A B).
   */
  beyondMean(other: CentredKernel, order?: ArrayLike<number>): number;
}

/** Number of samples of a kernel. */
export const samplesOf = (kernel: CentredKernel): number => kernel.parts.reduce((sum, part) => sum + part.samples, 0);
