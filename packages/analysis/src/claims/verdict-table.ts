import type { Verdict } from "@infoplane/contracts";
import { rangeOf, short, signed } from "../messages.ts";

/** Verdicts as rows of text, for terminals, Markdown and pages: one per claim, with column titles. */
export function verdictTable(verdicts: readonly Verdict[]): { readonly head: string[]; readonly rows: string[][] } {
  return {
    head: [
      "claim",
      "verdict",
      "difference",
      "90% interval",
      "skewness",
      "effect",
      "p",
      "adjusted p",
      "seeds for",
      "seeds",
    ],
    rows: verdicts.map((verdict) => {
      const { claim, outcome, difference, interval, skewness, effect, seedsFor } = verdict;
      const against = outcome === "contradicted";
      const [p, adjusted] = against ? [verdict.pAgainst, verdict.adjustedPAgainst] : [verdict.p, verdict.adjustedP];
      return [
        claim.text,
        outcome,
        number(difference),
        interval ? rangeOf(interval) : "-",
        skewness === null ? "-" : signed(skewness),
        number(effect),
        number(p),
        number(adjusted),
        seedsFor === undefined ? "-" : String(seedsFor),
        seedsCounted(verdict),
      ];
    }),
  };
}

/** `5 of 7`: seeds that have both sides, out of those that were to be trained. */
export function seedsCounted({ seeds, lacking }: Verdict): string {
  return `${seeds.length} of ${seeds.length + lacking.length}`;
}

/** `accuracy(test)[e2e] > accuracy(test)[per-layer] by 0.01` */
export function claimFormula({ left, relation, right, margin }: Verdict["claim"]): string {
  const by = margin === undefined ? "" : ` ${relation === "~" ? "within" : "by"} ${short(margin)}`;
  return `${left.text} ${relation} ${right.text}${by}`;
}

const number = (value: number | null): string => (value === null ? "-" : short(value));
