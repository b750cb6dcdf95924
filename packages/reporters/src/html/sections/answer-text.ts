import type { RunView } from "@infoplane/contracts";
import { formatShare } from "../../format/format-share.ts";
import { finalBySeed } from "../../select/final-by-seed.ts";
import { decidableFrom, level, rank, type Ranking } from "../../stats/paired.ts";
import { plannedSeeds, seedCount } from "../../select/planned-seeds.ts";
import { summarise } from "../../stats/summary.ts";
import { points } from "../../table/differences-table.ts";

/** The answer in a few sentences: who is ahead, by how much, whether the seeds can tell, and how the claims came out. */
export function answerText(run: RunView): string {
  return [accuracyText(run), claimsText(run)].filter((text) => text !== "").join(" ");
}

function claimsText({ verdicts }: RunView): string {
  if (verdicts.length === 0) return "";
  const counts = (["supported", "contradicted", "undecided"] as const).map(
    (word) => `${verdicts.filter(({ outcome }) => outcome === word).length} ${word}`,
  );
  return `Claims: ${counts.join(", ")}.`;
}

function accuracyText(run: RunView): string {
  const values = finalBySeed(run, "accuracy", "test");
  const ranking = rank(values, "high", plannedSeeds(run));
  if (!ranking) {
    const [only] = values;
    const summary = only && summarise([...only[1].values()]);
    return only && summary
      ? `${only[0]} ends at ${formatShare(summary, seedCount(run, only[0]))} test accuracy.`
      : "No arm has a final test accuracy yet.";
  }
  const { best, summary, isOverCommon } = ranking;
  const spread = summary.sd === undefined ? "" : ", mean ± standard deviation over seeds";
  const shared = isOverCommon ? ", over the seeds that all arms have" : "";
  const first = `${best} has the highest mean test accuracy: ${formatShare(summary, seedCount(run, best))}${spread}${shared}.`;
  return [first, gapText(ranking), decisionText(ranking)].filter((text) => text !== "").join(" ");
}

/** Arms that the answer compares by name. */
const mostNamed = 4;

function gapText({ others }: Ranking): string {
  const gaps = others.flatMap(({ arm, difference }) => (difference ? [`${arm} ${points(difference.mean)}`] : []));
  if (gaps.length === 0) return "";
  const rest = gaps.length - mostNamed;
  const more = rest > 0 ? `, and ${rest} more in the table below` : "";
  return `Against it, in percentage points over the same seeds: ${gaps.slice(0, mostNamed).join(", ")}${more}.`;
}

function decisionText({ others, isSupported }: Ranking): string {
  const seeds = Math.max(0, ...others.map(({ difference }) => difference?.n ?? 0));
  if (isSupported) return "The paired test over seeds, for this data set, tells it from every other arm.";
  const lacking = others.filter(({ planned, difference }) => (difference?.n ?? 0) < planned).map(({ arm }) => arm);
  if (lacking.length > 0)
    return (
      `Against ${lacking.join(", ")} a seed has no value on one side or the other, and the paired test over seeds does not ` +
      "decide without it."
    );
  const needed = decidableFrom(others.length);
  if (seeds < needed)
    return (
      `${seeds === 1 ? "One seed" : `${seeds} seeds`} cannot decide whether this is more than chance: ` +
      `the exact paired test needs ${needed} or more.`
    );
  const close = others
    .filter(({ p, difference }) => p === null || p >= level || (difference?.mean ?? 0) >= 0)
    .map(({ arm }) => arm);
  return `The paired test over seeds does not tell it from ${close.join(", ")}.`;
}
