import { claimFormula, seedsCounted } from "@infoplane/analysis";
import type { Verdict } from "@infoplane/contracts";
import pc from "picocolors";

const colors = { supported: pc.green, contradicted: pc.red, undecided: pc.yellow } as const;

/** The claims of a run for the terminal: each with its verdict, its formula and the reason. */
export function verdictLines(verdicts: readonly Verdict[], { color }: { readonly color: boolean }): string {
  const blocks = verdicts.map((verdict) => {
    const { claim, outcome, reason } = verdict;
    const word = outcome.padEnd("contradicted".length);
    const indent = " ".repeat(word.length + 2);
    return [
      `${color ? colors[outcome](word) : word}  ${claim.text} (${seedsCounted(verdict)} seeds)`,
      `${indent}${claimFormula(claim)}`,
      `${indent}${reason}`,
    ].join("\n");
  });
  return blocks.join("\n");
}
