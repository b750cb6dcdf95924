import { pearsonTail } from "../statistics/pearson-tail.ts";
import { nullMean, nullThirdMoment, nullVariance } from "../statistics/permutation-moments.ts";
import { traceOfProduct, type Side } from "./side.ts";

/** A dependence and what it would be without one: over all re-pairings of the samples. */
export interface Dependence {
  /** tr(R_A R_B) */
  readonly value: number;
  /** Degrees of freedom, tr R_A and tr R_B. */
  readonly dofA: number;
  readonly dofB: number;
  /** Exact mean and standard deviation over re-pairings; the latter needs 4 samples. */
  readonly nullMean: number;
  readonly nullStd: number | null;
  /** sqrt(tr R_A² tr R_B²), which no value exceeds (Cauchy-Schwarz). */
  readonly max: number;
  /** (value - null mean) / (max - null mean): 0 on average without dependence, 1 at most. null when there is no room. */
  readonly corrected: number | null;
  /** (value - null mean) / null std, and its one-sided p value; null when re-pairing changes nothing. p needs 6 samples. */
  readonly z: number | null;
  readonly p: number | null;
  readonly samples: number;
}

/** Room between null mean and maximum, and spread of the null, below which rounding decides (relative to the maximum). */
const leastRoom = 1e-6;
const leastSpread = 1e-9;
/** Maximum below which R is rounding only: a side is constant. */
const leastMax = 1e-10;

/** nHSIC of two sides over the same samples, calibrated. Cost m². p is from a Pearson type III with the first three exact moments. */
export function dependence(a: Side, b: Side): Dependence {
  const samples = a.r.rows;
  const value = traceOfProduct(a.r, b.r);
  const max = Math.sqrt(a.square * b.square);
  const mean = nullMean(a.moments, b.moments);
  const std = samples < 4 ? null : Math.sqrt(nullVariance(a.moments, b.moments));
  const constant = max <= leastMax;
  const z = constant || std === null || std <= leastSpread * max ? null : (value - mean) / std;
  const skewness = z === null || std === null || samples < 6 ? null : nullThirdMoment(a.moments, b.moments) / std ** 3;
  return {
    value,
    dofA: a.moments.trace,
    dofB: b.moments.trace,
    nullMean: mean,
    nullStd: std,
    max,
    corrected: constant || max - mean <= leastRoom * max ? null : (value - mean) / (max - mean),
    z,
    p: z === null || skewness === null ? null : pearsonTail(z, skewness),
    samples,
  };
}
