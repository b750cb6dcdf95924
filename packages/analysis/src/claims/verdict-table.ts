import type { Verdict } from "@infoplane/contracts";
import { short } from "../messages.ts";

/** Verdicts as rows of text, for terminals, Markdown and pages: one a claim, with its columns' titles. */
export function verdictTable(verdicts: readonly Verdict[]): { readonly head: string[]; readonly rows: string[][] } {
  return {
    head: ["claim", "verdict", "difference", "95% interval", "effect", "p", "after Holm", "seeds for", "seeds"],
    rows: verdicts.map((verdict) => {
      const { claim, outcome, difference, interval, effect, seeds, seedsFor } = verdict;
      const against = outcome === "contradicted";
      const [p, adjusted] = against ? [verdict.pAgainst, verdict.adjustedPAgainst] : [verdict.p, verdict.adjustedP];
      return [
        claim.text,
        outcome,
        number(difference),
        interval ? `${short(interval.low)} to ${short(interval.high)}` : "-",
        number(effect),
        number(p),
        number(adjusted),
        seedsFor === undefined ? "-" : String(seedsFor),
        String(seeds.length),
      ];
    }),
  };
}

/** `accuracy(test)[e2e] > accuracy(test)[per-layer] by 0.01` */
export function claimFormula({ left, relation, right, margin }: Verdict["claim"]): string {
  const by = margin === undefined ? "" : ` ${relation === "~" ? "within" : "by"} ${short(margin)}`;
  return `${left.text} ${relation} ${right.text}${by}`;
}

const number = (value: number | null): string => (value === null ? "-" : short(value));
