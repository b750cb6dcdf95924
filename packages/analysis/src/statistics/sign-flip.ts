import { flipStatistic } from "./flip-statistic.ts";
import { signFlips } from "./sign-flips.ts";

/**
 * One-sided exact test of paired differences: the share of all 2^n choices of signs whose mean is at least the observed
 * one. Its null is that each difference is as likely to be -d as d; p is never below 2^-n. Beyond 20 differences,
 * 100,000 choices from a fixed stream, (1 + hits) / (1 + draws). 1 without a difference. Source: Fisher, The Design of
 * Experiments (1935), section 21; Phipson & Smyth, SAGMB 9 (2010), for drawn choices.
 */
export function signFlip(differences: readonly number[]): number {
  const flips = signFlips(differences.length);
  const { least, ...statistic } = flipStatistic(differences, flips);
  return (
    (flips.counted + statistic.flipped().reduce((hits, value) => (value >= least ? hits + 1 : hits), 0)) / flips.of
  );
}
