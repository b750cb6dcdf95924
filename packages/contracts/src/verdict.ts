import type { ClaimSpec } from "./experiment.ts";

/** How a claim came out over the seeds of a run. */
export interface Verdict {
  readonly claim: ClaimSpec;
  /** undecided: the seeds can't tell, or the records are not there; `reason` says which. */
  readonly outcome: "supported" | "contradicted" | "undecided";
  /** One sentence: why, with the numbers. */
  readonly reason: string;
  /** Seeds that both sides have, and those that lack one of them, with what is missing: with such a seed nothing is decided. */
  readonly seeds: readonly number[];
  readonly lacking: readonly { readonly seed: number; readonly why: string }[];
  /** What the verdict holds for: `over seeds, for this data set and probe(train, 256)`. */
  readonly scope: string;
  /** Both sides seed by seed, and left minus right. */
  readonly left: readonly number[];
  readonly right: readonly number[];
  readonly differences: readonly number[];
  /**
   * How many of the seeds speak for the claim: their difference has the claimed sign and is beyond the margin, or for `~`
   * inside it. Verdicts written before it was counted lack it.
   */
  readonly seedsFor?: number;
  /** Mean of the differences; null without a seed. */
  readonly difference: number | null;
  /**
   * The mean differences that the tests of claim and contrary would not refuse, so that verdict and interval agree: each
   * end is wrong with a chance of at most 5%, `level` 0.9. An end is null where there is none, whatever the margin; the
   * whole is null without a test.
   */
  readonly interval: { readonly low: number | null; readonly high: number | null; readonly level: number } | null;
  /**
   * Standardised mean of the differences from the margin that the claim must pass (Hedges' g of the pairs): above 0
   * speaks for the claim. null below 2 seeds or without spread.
   */
  readonly effect: number | null;
  /** Of the differences, -1 and below or 1 and above being strong (adjusted Fisher-Pearson); null below 3 seeds or without spread. */
  readonly skewness: number | null;
  /** One-sided exact test for the claim, as it came and adjusted for all claims of the file; null without a test. */
  readonly p: number | null;
  readonly adjustedP: number | null;
  /** The same for its contrary. */
  readonly pAgainst: number | null;
  readonly adjustedPAgainst: number | null;
  readonly test: "sign-flip" | null;
  readonly correction: Correction;
  /** Fewer seeds than this can decide nothing, whatever they show. */
  readonly seedsAtLeast: number;
  /**
   * Seeds that would decide an undecided claim with a power of 80%, if the effect seen is the true one, by simulation of
   * the test; null when unknown, or more than 100.
   */
  readonly seedsNeeded: number | null;
}

/**
 * How p values are adjusted for the number of claims. `joint`: all claims are tested over the same signs of the seeds
 * (Westfall and Young's step-down max-T); `holm`: each alone, then Holm's method, also where claims are of other seeds.
 */
export type Correction = "joint" | "holm";
