import type { ClaimSpec } from "./experiment.ts";

/** How a claim came out over the seeds of a run. */
export interface Verdict {
  readonly claim: ClaimSpec;
  /** undecided: the seeds can't tell, or the records are not there; `reason` says which. */
  readonly outcome: "supported" | "contradicted" | "undecided";
  /** One sentence: why, with the numbers. */
  readonly reason: string;
  /** Seeds that both sides have. */
  readonly seeds: readonly number[];
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
  /** Bootstrap confidence interval (BCa) of the mean difference; null below 3 seeds. */
  readonly interval: { readonly low: number; readonly high: number; readonly level: number } | null;
  /**
   * Standardised mean of the differences from the margin that the claim must pass (Hedges' g of the pairs): above 0
   * speaks for the claim. null below 2 seeds or without spread.
   */
  readonly effect: number | null;
  /** One-sided exact test for the claim, as it came and after Holm's correction over all claims; null below 2 seeds. */
  readonly p: number | null;
  readonly adjustedP: number | null;
  /** The same for its contrary. */
  readonly pAgainst: number | null;
  readonly adjustedPAgainst: number | null;
  readonly test: "sign-flip" | null;
  /** Fewer seeds than this can decide nothing, whatever they show: 2^-n times the number of claims is above the level. */
  readonly seedsAtLeast: number;
  /** Seeds that would decide it with a power of 80%, if the effect seen is the true one; null when unknown. */
  readonly seedsNeeded: number | null;
}
