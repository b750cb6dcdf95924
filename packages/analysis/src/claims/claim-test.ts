import type { ClaimSpec } from "@infoplane/contracts";
import { mean } from "simple-statistics";
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
 * two p values counting twice. undefined below 2 differences.
 */
export function claimTest({ relation, margin = 0 }: ClaimSpec, differences: readonly number[]): ClaimTest | undefined {
  if (differences.length < 2) return undefined;
  if (relation === "~") return equivalence(differences, margin);
  const sign = relation === ">" ? 1 : -1;
  const distances = differences.map((d) => sign * d - margin);
  return { p: signFlip(distances), pAgainst: signFlip(distances.map((d) => -d)), distances };
}

function equivalence(differences: readonly number[], margin: number): ClaimTest {
  const [aboveLow, belowHigh] = [differences.map((d) => d + margin), differences.map((d) => margin - d)];
  const p = Math.max(signFlip(aboveLow), signFlip(belowHigh));
  const beyond = [aboveLow, belowHigh].map((distances) => signFlip(distances.map((d) => -d)));
  // The nearer of the two limits is the one that decides.
  const distances = mean(differences) < 0 ? aboveLow : belowHigh;
  return { p, pAgainst: Math.min(1, 2 * Math.min(...beyond)), distances };
}
