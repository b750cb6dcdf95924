import { rangeOf, seedsCounted } from "@infoplane/analysis";
import type { RunView, Verdict } from "@infoplane/contracts";
import { fixed, withMinus } from "../format/minus.ts";
import { formatP } from "./differences-table.ts";
import { cell, type Table } from "./table.ts";

/** The verdict of every claim; undefined if the run has none. */
export function claimsTable(run: RunView): Table | undefined {
  const verdicts = run.verdicts;
  if (verdicts.length === 0) return undefined;
  const isHolm = verdicts.some(({ correction }) => correction === "holm");
  return {
    name: "claims",
    title: "Claims",
    note:
      "Paired by seed; over seeds, for this data set and probe. Difference: mean of left minus right side, whatever is claimed. " +
      "Interval: the mean differences that the tests of the claim and of its contrary do not refuse; each end is wrong in at most " +
      "5%. Skewness: of the differences; the test takes them for symmetric. Effect: standardised (Hedges) distance from the " +
      "margin, turned to the claim: above 0 speaks for it. p: of the one-sided sign-flip test (of the contrary where the claim " +
      `is contradicted), ${isHolm ? "after Holm's correction over all claims" : "tested jointly with all claims"}: at most 5% for any wrong ` +
      "supported, and 5% for any wrong contradicted. Seeds for: those that speak for the claim, beyond its margin " +
      "or for ~ inside it. Seeds: that have both sides, of those that were to be trained; a claim that lacks one is undecided.",
    columns: [
      "Claim",
      "Verdict",
      "Difference",
      "90% interval",
      "Skewness",
      "Effect",
      `p (${isHolm ? "Holm" : "joint"})`,
      "Seeds for",
      "Seeds",
    ],
    rows: verdicts.map((verdict) => [
      cell(verdict.claim.text),
      cell(verdict.outcome),
      cell(number(verdict.difference)),
      cell(verdict.interval ? rangeOf(verdict.interval, number) : ""),
      cell(verdict.skewness === null ? "" : fixed(verdict.skewness, 1)),
      cell(number(verdict.effect)),
      cell(pText(verdict)),
      cell(verdict.seedsFor === undefined ? "" : String(verdict.seedsFor)),
      cell(seedsCounted(verdict)),
    ]),
    values: verdicts.map(plainRow),
  };
}

function plainRow({ claim, interval, seeds, lacking, differences, ...rest }: Verdict) {
  return {
    claim: claim.text,
    outcome: rest.outcome,
    n: seeds.length,
    planned: seeds.length + lacking.length,
    seeds_for: rest.seedsFor,
    difference: rest.difference,
    low: interval?.low ?? undefined,
    high: interval?.high ?? undefined,
    skewness: rest.skewness,
    effect: rest.effect,
    p: rest.p,
    adjusted_p: rest.adjustedP,
    p_against: rest.pAgainst,
    adjusted_p_against: rest.adjustedPAgainst,
    test: rest.test,
    correction: rest.correction,
    scope: rest.scope,
    seeds_needed: rest.seedsNeeded,
    differences: differences.join(" "),
    reason: rest.reason,
  };
}

function pText({ outcome, adjustedP, adjustedPAgainst }: Verdict): string {
  const p = outcome === "contradicted" ? adjustedPAgainst : adjustedP;
  return p === null ? "" : formatP(p);
}

/** Three digits, with a minus sign in place of a hyphen. */
function number(value: number | null): string {
  return value === null ? "" : withMinus(String(Number(value.toPrecision(3))));
}
