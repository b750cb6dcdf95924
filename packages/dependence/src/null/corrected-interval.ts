import { linalg, type LinearAlgebra } from "@infoplane/engine";
import { DenseKernel } from "../kernel/dense-kernel.ts";
import { leaveOneOut } from "./leave-one-out.ts";
import type { CentredKernel } from "../kernel/centred-kernel.ts";

/** Two-sided 95 % quantile of the normal distribution. */
const z95 = 1.959964;
const fewest = 8;

/** 95 % interval of a corrected value over the choice of samples. */
export interface CorrectedInterval {
  readonly low: number | null;
  readonly high: number | null;
}

/** Squares of a kernel without each sample: the same for every kernel it is paired with. */
const squares = new WeakMap<DenseKernel, Float64Array>();

/**
 * Jackknife interval of `corrected` for other samples of the same data: corrected ± 1.96 s, at most 1, with
 * s² = (m - 1) / m Σ (θᵢ - mean θ)² over the corrected values θᵢ without sample i (Tukey 1958; Efron & Stein, "The
 * jackknife estimate of variance", Annals of Statistics 9, 1981: not below the variance on average). θᵢ are exact, see
 * {@link leaveOneOut}. null without a corrected value and below 8 samples; undefined if a kernel holds no matrix
 * (landmarks, more than 4096 samples).
 */
export function correctedInterval(
  corrected: number | null,
  a: CentredKernel,
  b: CentredKernel,
  algebra: Pick<LinearAlgebra, "multiply"> = linalg(),
): CorrectedInterval | undefined {
  if (!(a instanceof DenseKernel) || !(b instanceof DenseKernel)) return undefined;
  if (corrected === null) return { low: null, high: null };
  const { paired, mean } = leaveOneOut(a, b, algebra);
  const [ownA, ownB] = [squaresOf(a, algebra), squaresOf(b, algebra)];
  return jackknife(
    corrected,
    paired.map((value, i) => {
      const [chance, max] = [mean[i] as number, Math.sqrt((ownA[i] as number) * (ownB[i] as number))];
      return (value - chance) / (max - chance);
    }),
  );
}

/** The interval from the values without each sample. */
export function jackknife(corrected: number, left: Float64Array): CorrectedInterval {
  const n = left.length;
  const centre = left.reduce((sum, value) => sum + value, 0) / n;
  const spread = left.reduce((sum, value) => sum + (value - centre) ** 2, 0);
  const half = z95 * Math.sqrt(((n - 1) / n) * spread);
  if (n < fewest || !Number.isFinite(half)) return { low: null, high: null };
  return { low: corrected - half, high: Math.min(1, corrected + half) };
}

function squaresOf(kernel: DenseKernel, algebra: Pick<LinearAlgebra, "multiply">): Float64Array {
  const known = squares.get(kernel) ?? leaveOneOut(kernel, kernel, algebra).paired;
  squares.set(kernel, known);
  return known;
}
