import { nullMean, nullVariance, roundingOf, sumOverParts } from "./null/permutation-moments.ts";
import { nullTail } from "./null/null-tail.ts";
import { resampledTail, type Resampling } from "./null/re-pairings.ts";
import { samplesOf, type CentredKernel } from "./kernel/centred-kernel.ts";

/** A dependence and what it would be without dependence: over all re-pairings of the samples. */
export interface Dependence {
  /** factor tr(A B) */
  readonly value: number;
  /** Degrees of freedom tr A and tr B, if the measure has them. */
  readonly dofA: number | null;
  readonly dofB: number | null;
  /** Exact mean and standard deviation over re-pairings; the latter needs 4 samples. */
  readonly nullMean: number;
  readonly nullStd: number | null;
  /** factor sqrt(tr A² tr B²), an upper bound of the value (Cauchy-Schwarz). */
  readonly max: number;
  /** (value - null mean) / (max - null mean): 0 on average without dependence, 1 at most. null if there is no room. */
  readonly corrected: number | null;
  /** (value - null mean) / null std, and its one-sided p; null if re-pairing changes nothing and below 4 samples. */
  readonly z: number | null;
  readonly p: number | null;
  /** How p was computed, or why it could not be: see `nullTail`. */
  readonly pBy: string;
  /** One-sided p value from drawn re-pairings, if requested: (1 + number as large) / (n + 1). */
  readonly pResampled?: number | null;
  /** Number of samples that the value is computed from. */
  readonly samples: number;
}

export interface DependenceOptions {
  /** The measure is this factor times tr(A B). */
  readonly factor?: number;
  /** Re-pairings to draw for `pResampled`, and from which stream. Cost n m². */
  readonly resample?: Resampling;
}

/** Distance between null mean and maximum below which rounding decides (relative to the maximum). */
const leastRoom = 1e-6;
/** Spread of the null below which rounding decides, in units of the possible rounding error of the value. */
const leastSpread = 1e3;

/**
 * tr(A B) of two kernels over the same samples, calibrated by its exact moments over all re-pairings (within
 * mini-batches if there are several parts, whose moments add up). Cost m²; if p is drawn or enumerated, see `nullTail`.
 */
export function dependence(
  a: CentredKernel,
  b: CentredKernel,
  { factor = 1, resample }: DependenceOptions = {},
): Dependence {
  const fewest = Math.min(...a.parts.map((part) => part.samples));
  const max = Math.sqrt(a.square * b.square);
  const mean = sumOverParts(a.parts, b.parts, nullMean);
  const beyond = a.beyondMean(b);
  const value = mean + beyond;
  const std = fewest < 4 ? null : Math.sqrt(sumOverParts(a.parts, b.parts, nullVariance));
  const constant = a.norm === 0 || b.norm === 0;
  const z = constant || std === null || isRounding(a, b, std) ? null : beyond / std;
  const tail =
    z === null || std === null
      ? { p: null, by: fewest < 4 ? "fewer than 4 samples" : "re-pairing changes nothing" }
      : nullTail(a, b, z, std);
  return {
    value: value * factor,
    dofA: a.dof,
    dofB: b.dof,
    nullMean: mean * factor,
    nullStd: std === null ? null : std * factor,
    max: max * factor,
    corrected: constant || max - mean <= leastRoom * max ? null : beyond / (max - mean),
    z,
    p: tail.p,
    pBy: tail.by,
    ...(resample && { pResampled: z === null ? null : resampledTail(a, b, resample) }),
    samples: samplesOf(a),
  };
}

function isRounding(a: CentredKernel, b: CentredKernel, std: number): boolean {
  return !(std > leastSpread * Math.sqrt(sumOverParts(a.parts, b.parts, (one, other) => roundingOf(one, other) ** 2)));
}
