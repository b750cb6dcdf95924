import type { Verdict } from "@infoplane/contracts";
import { escapeMarkdown } from "@infoplane/contracts/escape-markdown";
import { plainLine } from "@infoplane/contracts/plain-line";
import { claimFormula, verdictTable } from "./verdict-table.ts";

/**
 * The verdicts as a page of Markdown: what was left out, a table, then each claim with its formula, its reason and both
 * sides by seed.
 */
export function verdictsMarkdown(title: string, verdicts: readonly Verdict[], leftOut: readonly string[] = []): string {
  const { head, rows } = verdictTable(verdicts);
  const line = (cells: readonly string[]) => `| ${cells.map(escapeMarkdown).join(" | ")} |`;
  const details = verdicts.map((verdict) => {
    const { claim, outcome, reason, seeds, lacking, left, right } = verdict;
    const bySeed = [
      ...seeds.map((seed, i) => ({ seed, text: `${String(left[i])} and ${String(right[i])}` })),
      ...lacking.map(({ seed, why }) => ({ seed, text: `none, ${why}` })),
    ]
      .sort((a, b) => a.seed - b.seed)
      .map(({ seed, text }) => `seed ${seed}: ${text}`);
    return [
      `## ${escapeMarkdown(claim.text)}`,
      `\`${plainLine(claimFormula(claim)).replaceAll("`", "'")}\``,
      `**${outcome}**: ${escapeMarkdown(reason)}.`,
      ...(bySeed.length > 0 ? [bySeed.map((text) => `- ${escapeMarkdown(text)}`).join("\n")] : []),
    ].join("\n\n");
  });
  const isHolm = verdicts.some(({ correction }) => correction === "holm");
  const intro =
    `Paired by seed; exact one-sided sign-flip tests, ${isHolm ? "Holm's correction over" : "jointly for"} all claims: at most 5% for any ` +
    "wrong *supported*, and 5% for any wrong *contradicted*. Intervals: the mean differences that these tests would not " +
    "refuse. All of it is said over seeds, for this data set and probe. How to read this: docs/claims.md.";
  const lacks = leftOut.map((text) => `**Left out**: ${escapeMarkdown(text)}`);
  return `${[`# Claims of ${escapeMarkdown(title)}`, ...lacks, intro, [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n"), ...details].join("\n\n")}\n`;
}
