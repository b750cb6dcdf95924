import type { ClaimSpec, Experiment, RunRecord, Verdict } from "@infoplane/contracts";
import { mean } from "simple-statistics";
import { reasons } from "../messages.ts";
import { bootstrapMean } from "../statistics/bootstrap-mean.ts";
import { hedges } from "../statistics/hedges.ts";
import { holm } from "../statistics/holm.ts";
import { less } from "../statistics/less.ts";
import { seedsAtLeast, seedsNeeded } from "../statistics/seeds-needed.ts";
import { ClaimValues, quantitiesOf } from "./claim-values.ts";
import { claimTest, seedsFor, type ClaimTest } from "./claim-test.ts";
import { pairedSides, type PairedSides } from "./paired-sides.ts";

/** Chance of a wrong verdict that is accepted, over all claims of a file. */
export const level = 0.05;
const leastForInterval = 3;

/**
 * Judges all claims of an experiment on its records: paired by seed, an exact one-sided sign-flip test for the claim and
 * one for its contrary, each adjusted by Holm's method over the claims. Supported (or contradicted) when the adjusted p
 * is at most 5%; otherwise undecided, with the reason. Pure; see docs/claims.md.
 */
export function judgeClaims(run: {
  readonly experiment: Experiment;
  readonly records: readonly RunRecord[];
}): Verdict[] {
  const { experiment } = run;
  const byRun = new Map<string, RunRecord[]>();
  for (const row of run.records) {
    const key = `${row.seed} ${row.arm}`;
    const rows = byRun.get(key) ?? [];
    rows.push(row);
    byRun.set(key, rows);
  }
  const values = new ClaimValues(experiment);
  for (const arm of new Set(experiment.claims.flatMap(quantitiesOf).map((quantity) => quantity.arm)))
    for (const seed of experiment.seeds) values.take(arm, seed, byRun.get(`${seed} ${arm}`) ?? []);
  return judgeValues(experiment, values);
}

/** The same, on values that were taken run by run. */
export function judgeValues(experiment: Experiment, values: ClaimValues): Verdict[] {
  const { claims } = experiment;
  const sides = claims.map((claim) => pairedSides(claim, experiment, values.of));
  const tests = claims.map((claim, i) => claimTest(claim, differencesOf(sides[i]), sides[i]?.sizes ?? []));
  // A claim without a test cannot reject, and still counts: dropping a seed must not make the others easier.
  const forClaim = holm(tests.map((test) => test?.p ?? 1));
  const against = holm(tests.map((test) => test?.pAgainst ?? 1));
  return claims.map((claim, i) => {
    const test = tests[i];
    const adjusted = test && { for: forClaim[i] ?? 1, against: against[i] ?? 1 };
    return verdict(claim, sides[i] as PairedSides, test, adjusted, claims.length);
  });
}

function differencesOf(sides: PairedSides | undefined): number[] {
  return (sides?.left ?? []).map((value, i) => less(value, sides?.right[i] ?? NaN, sides?.sizes[i]));
}

function verdict(
  claim: ClaimSpec,
  sides: PairedSides,
  test: ClaimTest | undefined,
  adjusted: { readonly for: number; readonly against: number } | undefined,
  claims: number,
): Verdict {
  const { seeds, left, right } = sides;
  const differences = differencesOf(sides);
  const n = seeds.length;
  const effect = test ? hedges(test.distances) : undefined;
  const least = seedsAtLeast(claims, level);
  const numbers: Verdict = {
    claim,
    outcome: "undecided",
    reason: "",
    seeds,
    left,
    right,
    differences,
    seedsFor: seedsFor(claim, differences, sides.sizes),
    difference: n === 0 ? null : mean(differences),
    interval: n < leastForInterval ? null : bootstrapMean(differences),
    effect: effect ?? null,
    p: test?.p ?? null,
    adjustedP: adjusted?.for ?? null,
    pAgainst: test?.pAgainst ?? null,
    adjustedPAgainst: adjusted?.against ?? null,
    test: test ? "sign-flip" : null,
    seedsAtLeast: least,
    seedsNeeded: effect === undefined || effect === 0 ? null : seedsNeeded(Math.abs(effect), claims, level),
  };
  return { ...numbers, ...decide(numbers, sides, claims) };
}

function decide(numbers: Verdict, { missing }: PairedSides, claims: number): Pick<Verdict, "outcome" | "reason"> {
  const { p, adjustedP, pAgainst, adjustedPAgainst, seeds, seedsAtLeast: least } = numbers;
  const leftOut = missing.map(({ seed, why }) => `; ${reasons.leftOut(seed, why)}`).join("");
  const undecided = (reason: string) => ({
    outcome: "undecided" as const,
    reason: `${reasons.soFar(numbers)}; ${reason}${leftOut}`,
  });
  if (seeds.length === 0) return { outcome: "undecided", reason: reasons.nothing(missing[0]?.why ?? "no seeds") };
  if (p === null || adjustedP === null || pAgainst === null || adjustedPAgainst === null) {
    return undecided(reasons.oneSeed(least));
  }
  if (adjustedP <= level) {
    return { outcome: "supported", reason: reasons.decided(numbers, p, adjustedP, claims) + leftOut };
  }
  if (adjustedPAgainst <= level) {
    return { outcome: "contradicted", reason: reasons.decided(numbers, pAgainst, adjustedPAgainst, claims) + leftOut };
  }
  if (seeds.length < least) return undecided(reasons.tooFew(numbers, claims));
  return undecided(reasons.open(numbers, p, adjustedP, claims, level));
}
