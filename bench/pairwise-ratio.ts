import { medianOf } from "./median-of.ts";

/** A ratio of two sides: the median over the rounds, with its spread. */
export interface Ratio {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/**
 * Ours over the peer, round by round. What slows both of a round down cancels out, as it does not in the ratio of two
 * medians. Both arrays have one value per round.
 */
export function pairwiseRatio(ours: readonly number[], peer: readonly number[]): Ratio {
  if (ours.length !== peer.length) throw new Error(`${ours.length} rounds and ${peer.length} are no pairs`);
  const ratios = ours.map((value, round) => value / (peer[round] ?? NaN));
  return { median: medianOf(ratios), min: Math.min(...ratios), max: Math.max(...ratios) };
}
