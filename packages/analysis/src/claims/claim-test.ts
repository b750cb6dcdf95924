import type { ClaimSpec } from "@infoplane/contracts";
import { mean, sum } from "simple-statistics";
import { flipStatistic } from "../statistics/flip-statistic.ts";
import { subtractWithTolerance } from "../statistics/subtract-with-tolerance.ts";
import type { SignFlips } from "../statistics/sign-flips.ts";
import type { Tested } from "../statistics/step-down.ts";

/** What was observed for a claim: left minus right for each seed, and the size of the numbers that produced it. */
export interface Seen {
  readonly claim: Pick<ClaimSpec, "relation" | "margin">;
  readonly differences: readonly number[];
  readonly sizes: readonly number[];
}

/** A claim and its contrary, in the form the joint test takes. */
export interface ClaimTest {
  readonly for: Tested;
  readonly against: Tested;
}

/**
 * `left > right by m`: differences above m; its contrary: below m. `<`: below -m. `~ within m`: two one-sided tests,
 * above -m and below m, which must both pass (Schuirmann 1987); its contrary: above m or below -m.
 */
export function claimTest({ claim, differences, sizes }: Seen, flips: SignFlips): ClaimTest {
  const { relation, margin = 0 } = claim;
  const size = sum([...sizes]) + margin * differences.length;
  const statistic = (sign: 1 | -1, limit: number) =>
    flipStatistic(beyond(sign, limit, differences, sizes, margin), flips, size);
  if (relation === "~") {
    return {
      for: { statistics: [statistic(1, -margin), statistic(-1, -margin)], mode: "all" },
      against: { statistics: [statistic(1, margin), statistic(-1, margin)], mode: "any" },
    };
  }
  const sign = relation === ">" ? 1 : -1;
  return {
    for: { statistics: [statistic(sign, margin)], mode: "any" },
    against: { statistics: [statistic(sign === 1 ? -1 : 1, -margin)], mode: "any" },
  };
}

/**
 * Distance of each difference from the margin that it must pass: above 0 supports the claim. For `~` from the nearer of
 * the two limits, which decides.
 */
export function distancesOf({ claim, differences, sizes }: Seen): number[] {
  const sides = sidesOf({ claim, differences, sizes });
  return sides.length === 1 ? sides[0] : mean([...differences]) < 0 ? sides[0] : sides[1];
}

/** Number of seeds whose difference supports the claim. At the margin, up to rounding, it supports neither side. */
export function seedsFor(seen: Seen): number {
  const sides = sidesOf(seen);
  return seen.differences.filter((_, i) => sides.every((distances) => (distances[i] ?? 0) > 0)).length;
}

/** How far each difference is beyond the limit that it must pass; for `~` beyond the lower and below the upper one. */
function sidesOf({ claim, differences, sizes }: Seen): [number[]] | [aboveLow: number[], belowHigh: number[]] {
  const { relation, margin = 0 } = claim;
  if (relation === "~")
    return [beyond(1, -margin, differences, sizes, margin), beyond(-1, -margin, differences, sizes, margin)];
  return [beyond(relation === ">" ? 1 : -1, margin, differences, sizes, margin)];
}

/** A difference at the limit, up to rounding, has distance 0. */
function beyond(
  sign: 1 | -1,
  limit: number,
  differences: readonly number[],
  sizes: readonly number[],
  margin: number,
): number[] {
  return differences.map((d, i) => subtractWithTolerance(sign * d, limit, Math.max(sizes[i] ?? 0, margin)));
}
