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
  /** Left minus right, seed by seed. */
  readonly differences: readonly number[];
  /** Mean of the differences; null without a seed. */
  readonly difference: number | null;
  /** Bootstrap confidence interval of the mean difference; null below 3 seeds. */
  readonly interval: { readonly low: number; readonly high: number; readonly level: number } | null;
  /** Standardised mean difference of the pairs (Hedges' correction); null below 2 seeds or without spread. */
  readonly effect: number | null;
  /** Exact paired test, as it came and after Holm's correction over all claims of the file; null when it can't be had. */
  readonly p: number | null;
  readonly adjustedP: number | null;
  readonly test: "permutation" | "sign" | null;
  /** Seeds that would decide it, from the effect seen; null when unknown. */
  readonly seedsNeeded: number | null;
}
