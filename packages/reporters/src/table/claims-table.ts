import type { RunView, Verdict } from "@infoplane/contracts";
import { formatP } from "./differences-table.ts";
import { cell, type Table } from "./table.ts";

/** The verdict of every claim; undefined when the run has none. */
export function claimsTable(run: RunView): Table | undefined {
  const verdicts = run.verdicts;
  if (verdicts.length === 0) return undefined;
  return {
    name: "claims",
    title: "Claims",
    note:
      "Paired by seed. Difference: mean of left minus right side, whatever is claimed, with its 95 % bootstrap (BCa) interval, " +
      "which is too narrow below about 8 seeds; no verdict depends on it. Effect: standardised (Hedges) distance from the " +
      "margin, turned to the claim: above 0 speaks for it. p: of the one-sided sign-flip test (of the contrary where the claim " +
      "is contradicted) after Holm's correction over all claims. Seeds for: those that speak for the claim, beyond its margin " +
      "or for ~ inside it.",
    columns: ["Claim", "Verdict", "Difference", "95 % interval", "Effect", "p (Holm)", "Seeds for", "Seeds"],
    rows: verdicts.map((verdict) => [
      cell(verdict.claim.text),
      cell(verdict.outcome),
      cell(number(verdict.difference)),
      cell(verdict.interval ? `${number(verdict.interval.low)} to ${number(verdict.interval.high)}` : ""),
      cell(number(verdict.effect)),
      cell(pText(verdict)),
      cell(verdict.seedsFor === undefined ? "" : String(verdict.seedsFor)),
      cell(String(verdict.seeds.length)),
    ]),
    values: verdicts.map(plainRow),
  };
}

function plainRow({ claim, interval, seeds, differences, ...rest }: Verdict) {
  return {
    claim: claim.text,
    outcome: rest.outcome,
    n: seeds.length,
    seeds_for: rest.seedsFor,
    difference: rest.difference,
    low: interval?.low,
    high: interval?.high,
    effect: rest.effect,
    p: rest.p,
    adjusted_p: rest.adjustedP,
    p_against: rest.pAgainst,
    adjusted_p_against: rest.adjustedPAgainst,
    test: rest.test,
    seeds_needed: rest.seedsNeeded,
    differences: differences.join(" "),
    reason: rest.reason,
  };
}

function pText({ outcome, adjustedP, adjustedPAgainst }: Verdict): string {
  const p = outcome === "contradicted" ? adjustedPAgainst : adjustedP;
  return p === null ? "" : formatP(p);
}

/** Three digits, and a sign that is none of a hyphen. */
function number(value: number | null): string {
  return value === null ? "" : String(Number(value.toPrecision(3))).replace("-", "−");
}
