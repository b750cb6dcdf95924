import type { Stream } from "@infoplane/engine";
import { pearsonTail } from "../statistics/pearson-tail.ts";
import { nullMean, nullThirdMoment, nullVariance, type SideMoments } from "../statistics/permutation-moments.ts";
import { resampledTail } from "./resampled-tail.ts";
import { samplesOf, type Side } from "./side.ts";

/** A dependence and what it would be without one: over all re-pairings of the samples. */
export interface Dependence {
  /** factor tr(A B) */
  readonly value: number;
  /** Degrees of freedom tr A and tr B, where the measure has them. */
  readonly dofA: number | null;
  readonly dofB: number | null;
  /** Exact mean and standard deviation over re-pairings; the latter needs 4 samples. */
  readonly nullMean: number;
  readonly nullStd: number | null;
  /** factor sqrt(tr A² tr B²), which no value exceeds (Cauchy-Schwarz). */
  readonly max: number;
  /** (value - null mean) / (max - null mean): 0 on average without dependence, 1 at most. null when there is no room. */
  readonly corrected: number | null;
  /** (value - null mean) / null std, and its one-sided p value; null when re-pairing changes nothing. p needs 6 samples. */
  readonly z: number | null;
  readonly p: number | null;
  /** One-sided p value of re-pairings that were drawn, where they were asked for: (1 + as large) / (n + 1). */
  readonly pResampled?: number | null;
  /** Samples that the value is made of. */
  readonly samples: number;
}

export interface DependenceOptions {
  /** The measure is this times tr(A B). */
  readonly factor?: number;
  /** Re-pairings to draw for `pResampled`, and from where. Cost n m². */
  readonly resample?: { readonly permutations: number; readonly stream: Stream };
}

/** Room between null mean and maximum, and spread of the null, below which rounding decides (relative to the maximum). */
const leastRoom = 1e-6;
const leastSpread = 1e-9;

/**
 * tr(A B) of two sides over the same samples, calibrated. Cost m². p is from a Pearson type III with the first three exact
 * moments over all re-pairings (within mini-batches, if there are several parts: then moments of the parts add up).
 */
export function dependence(a: Side, b: Side, { factor = 1, resample }: DependenceOptions = {}): Dependence {
  const fewest = Math.min(...a.parts.map((part) => part.samples));
  const value = a.paired(b);
  const max = Math.sqrt(a.square * b.square);
  const mean = overParts(a, b, nullMean);
  const std = fewest < 4 ? null : Math.sqrt(overParts(a, b, nullVariance));
  const constant = a.norm === 0 || b.norm === 0;
  const z = constant || std === null || std <= leastSpread * max ? null : (value - mean) / std;
  const skewness = z === null || std === null || fewest < 6 ? null : overParts(a, b, nullThirdMoment) / std ** 3;
  return {
    value: value * factor,
    dofA: a.dof,
    dofB: b.dof,
    nullMean: mean * factor,
    nullStd: std === null ? null : std * factor,
    max: max * factor,
    corrected: constant || max - mean <= leastRoom * max ? null : (value - mean) / (max - mean),
    z,
    p: z === null || skewness === null ? null : pearsonTail(z, skewness),
    ...(resample && { pResampled: z === null ? null : resampledTail(a, b, value, resample) }),
    samples: samplesOf(a),
  };
}

function overParts(a: Side, b: Side, moment: (a: SideMoments, b: SideMoments) => number): number {
  return a.parts.reduce((sum, part, index) => {
    const other = b.parts[index];
    if (!other) throw new RangeError("sides of other samples cannot be paired");
    return sum + moment(part, other);
  }, 0);
}
