import type { KernelMoments } from "../null/permutation-moments.ts";

/**
 * One variable as a dependence measure sees it: a symmetric [m, m] matrix A with A 1 = 0, whatever it is stored as. Every
 * measure here is tr(A B), and without dependence it would be tr(A P B Pᵀ) over the re-pairings P of the samples: the same
 * exact moments serve all of them. Plain numbers: it holds no tensors, and nothing needs to be disposed. Kernels of one kind
 * (dense, large, factored) over the same samples can be paired with each other.
 */
export interface CentredKernel {
  /** One for each range of samples that is re-paired on its own: a single one, or one per mini-batch. */
  readonly parts: readonly KernelMoments[];
  /** tr A². */
  readonly square: number;
  /** tr A where it is an effective number of dimensions. */
  readonly dof: number | null;
  /** What A was divided by, to have tr A² = 1 or to be far from the limits of numbers; 0 where nothing varies. */
  readonly norm: number;
  /** Width of the Gaussian kernel that was used; null for the linear one. */
  readonly width: number | null;
  /** How far rounding of the data's products may have moved A, relative to A: an estimate. */
  readonly inaccuracy: number;
  /** Whether no feature of the variable varies. */
  readonly isConstant: boolean;
  /** Rank of what stands for the kernel matrix, where it is approximated. */
  readonly rank?: number;
  /** What one call of `beyondMean` costs, in multiply-adds. */
  readonly pairingCost: number;
  /**
   * tr(A P B Pᵀ) with another kernel of the same kind, P sending sample i to order[i], without its mean over all P of
   * `nullMean`: so that nothing is lost to what all re-pairings share. Without `order`, that of tr(A B).
   */
  beyondMean(other: CentredKernel, order?: ArrayLike<number>): number;
}

/** Number of samples of a kernel. */
export const samplesOf = (kernel: CentredKernel): number => kernel.parts.reduce((sum, part) => sum + part.samples, 0);
