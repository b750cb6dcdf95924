import type { ClaimSpec } from "./experiment.ts";

/** The outcome of a claim over the seeds of a run. */
export interface Verdict {
  readonly claim: ClaimSpec;
  /** undecided: the seeds are inconclusive, or records are missing; `reason` says which. */
  readonly outcome: "supported" | "contradicted" | "undecided";
  /** One sentence that gives the reason, with the numbers. */
  readonly reason: string;
  /** Seeds that both sides have, and those that lack a side, with what is missing: they leave the claim undecided. */
  readonly seeds: readonly number[];
  readonly lacking: readonly { readonly seed: number; readonly why: string }[];
  /** What the verdict holds for: `over seeds, for this data set and probe(train, 256)`. */
  readonly scope: string;
  /** Both sides for each seed, and left minus right. */
  readonly left: readonly number[];
  readonly right: readonly number[];
  readonly differences: readonly number[];
  /**
   * How many seeds support the claim: their difference has the claimed sign and exceeds the margin, or for `~` is
   * within it. Absent in verdicts from before it was counted.
   */
  readonly seedsFor?: number;
  /** Mean of the differences; null without seeds. */
  readonly difference: number | null;
  /**
   * The mean differences that the tests of claim and contrary would not reject, so that verdict and interval agree:
   * each end is wrong with a probability of at most 5%, `level` 0.9. An end is null if there is none, whatever the
   * margin; the whole is null without a test.
   */
  readonly interval: { readonly low: number | null; readonly high: number | null; readonly level: number } | null;
  /**
   * Standardised mean of the differences from the margin that the claim must exceed (Hedges' g of the pairs): above 0
   * supports the claim. null below 2 seeds or without spread.
   */
  readonly effect: number | null;
  /** Skewness of the differences (adjusted Fisher-Pearson), strong beyond ±1. null below 3 seeds or without spread. */
  readonly skewness: number | null;
  /** p value of the one-sided exact test, as computed and adjusted for all claims of the file; null without a test. */
  readonly p: number | null;
  readonly adjustedP: number | null;
  /** The same for the contrary. */
  readonly pAgainst: number | null;
  readonly adjustedPAgainst: number | null;
  readonly test: "sign-flip" | null;
  readonly correction: Correction;
  /** Fewer seeds than this can decide nothing, whatever they show. */
  readonly seedsAtLeast: number;
  /**
   * Seeds that would decide an undecided claim with a power of 80%, if the observed effect is the true one, by
   * simulating the test; null if unknown, or more than 100.
   */
  readonly seedsNeeded: number | null;
}

/**
 * How p values are adjusted for the number of claims. `joint`: all claims are tested over the same signs of the seeds
 * (Westfall and Young's step-down max-T); `holm`: each alone, then Holm's method, also for claims on different seeds.
 */
export type Correction = "joint" | "holm";
