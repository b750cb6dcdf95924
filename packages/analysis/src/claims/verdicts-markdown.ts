import type { Verdict } from "@infoplane/contracts";
import { claimFormula, verdictTable } from "./verdict-table.ts";

/** The verdicts as a page of Markdown: a table, then each claim with its formula, its reason and both sides by seed. */
export function verdictsMarkdown(title: string, verdicts: readonly Verdict[]): string {
  const { head, rows } = verdictTable(verdicts);
  const line = (cells: readonly string[]) => `| ${cells.map(escaped).join(" | ")} |`;
  const details = verdicts.map((verdict) => {
    const { claim, outcome, reason, seeds, left, right } = verdict;
    const bySeed = seeds.map((seed, i) => `seed ${seed}: ${String(left[i])} and ${String(right[i])}`);
    return [
      `## ${claim.text}`,
      `\`${claimFormula(claim)}\``,
      `**${outcome}**: ${reason}.`,
      ...(bySeed.length > 0 ? [bySeed.map((text) => `- ${text}`).join("\n")] : []),
    ].join("\n\n");
  });
  const intro =
    "Paired by seed; exact one-sided sign-flip tests, Holm's correction over all claims, BCa bootstrap intervals. " +
    "How to read this: docs/claims.md.";
  return `${[`# Claims of ${title}`, intro, [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n"), ...details].join("\n\n")}\n`;
}

const escaped = (text: string): string => text.replaceAll("|", "\\|");
