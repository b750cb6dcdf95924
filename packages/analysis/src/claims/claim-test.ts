import type { ClaimSpec } from "@infoplane/contracts";
import { mean } from "simple-statistics";
import { less } from "../statistics/less.ts";
import { signFlip } from "../statistics/sign-flip.ts";

/** A claim against what was seen. */
export interface ClaimTest {
  /** One-sided p of the claim, and of its contrary. */
  readonly p: number;
  readonly pAgainst: number;
  /** Distance of each difference from the margin it must pass: above 0 speaks for the claim. */
  readonly distances: readonly number[];
}

/**
 * `left > right by m`: differences above m. `<`: below -m. `~ within m`: two one-sided tests, above -m and below m
 * (Schuirmann 1987), of which the larger p counts; contradicted by a difference beyond m on either side, the smaller of
 * two p values counting twice. `sizes`: of what each difference was made of; where a difference is at the margin but for
 * rounding, its distance is 0. undefined below 2 differences.
 */
export function claimTest(
  { relation, margin = 0 }: ClaimSpec,
  differences: readonly number[],
  sizes: readonly number[],
): ClaimTest | undefined {
  if (differences.length < 2) return undefined;
  const sides = distancesOf({ relation, margin }, differences, sizes);
  if (sides.length === 2) return equivalence(differences, ...sides);
  const [distances] = sides;
  return { p: signFlip(distances), pAgainst: signFlip(distances.map((d) => -d)), distances };
}

/** Seeds whose difference speaks for the claim. At the margin, but for rounding, it speaks for neither side. */
export function seedsFor(
  claim: Pick<ClaimSpec, "relation" | "margin">,
  differences: readonly number[],
  sizes: readonly number[],
): number {
  const sides = distancesOf(claim, differences, sizes);
  return differences.filter((_, i) => sides.every((distances) => (distances[i] ?? 0) > 0)).length;
}

/** How far each difference is beyond the limit that it must pass; for `~` beyond the lower one, and below the upper one. */
function distancesOf(
  { relation, margin = 0 }: Pick<ClaimSpec, "relation" | "margin">,
  differences: readonly number[],
  sizes: readonly number[],
): [number[]] | [aboveLow: number[], belowHigh: number[]] {
  const beyond = (sign: 1 | -1, limit: number) =>
    differences.map((d, i) => less(sign * d, limit, Math.max(sizes[i] ?? 0, margin)));
  if (relation === "~") return [beyond(1, -margin), beyond(-1, -margin)];
  return [beyond(relation === ">" ? 1 : -1, margin)];
}

function equivalence(
  differences: readonly number[],
  aboveLow: readonly number[],
  belowHigh: readonly number[],
): ClaimTest {
  const p = Math.max(signFlip(aboveLow), signFlip(belowHigh));
  const beyond = [aboveLow, belowHigh].map((distances) => signFlip(distances.map((d) => -d)));
  // The nearer of the two limits is the one that decides.
  const distances = mean(differences) < 0 ? aboveLow : belowHigh;
  return { p, pAgainst: Math.min(1, 2 * Math.min(...beyond)), distances };
}
