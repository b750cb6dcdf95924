import { counted, type RunView } from "@infoplane/contracts";
import { formatShare } from "../../format/format-share.ts";
import { finalBySeed } from "../../select/final-by-seed.ts";
import { isAccuracyMeasured } from "../../select/is-accuracy-measured.ts";
import { decidableFrom, level, rank, type Ranking } from "../../stats/paired.ts";
import { plannedSeeds, seedCount } from "../../select/planned-seeds.ts";
import { summarise, type Summary } from "../../stats/summary.ts";
import { points } from "../../table/differences-table.ts";
import { blocksText } from "./blocks-text.ts";
import { claimsApart } from "./claims-apart.ts";

/** The answer in a few sentences: which arm leads, by how much, whether the seeds can tell, how the claims came out. */
export function answerText(run: RunView): string {
  const found = isAccuracyMeasured(run) ? accuracyText(run) : blocksText(run);
  return [found, claimsText(run)].filter((text) => text !== "").join(" ");
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
    if (only && summary)
      return `${only[0]} ends at a test accuracy of ${formatShare(summary, seedCount(run, only[0]))}${spreadText(summary)}.`;
    const isOver = run.cells.every(({ status }) => status.state === "done" || status.state === "failed");
    return `No arm has a final test accuracy${isOver && run.cells.length > 0 ? "" : " yet"}.`;
  }
  const { best, summary, isOverCommon, others } = ranking;
  const shared = isOverCommon ? ", over the seeds that all arms have" : "";
  const equal = others.filter(({ difference }) => difference?.mean === 0).map(({ arm }) => arm);
  const highest = `the highest ${summary.n > 1 ? "mean " : ""}test accuracy`;
  const who = equal.length > 0 ? `${[best, ...equal].join(", ")} share ${highest}` : `${best} has ${highest}`;
  const first = `${who}: ${formatShare(summary, seedCount(run, best))}${spreadText(summary)}${shared}.`;
  return [first, gapText(ranking), decisionText(ranking, run)].filter((text) => text !== "").join(" ");
}

const spreadText = ({ sd }: Summary): string => (sd === undefined ? "" : ", mean ± standard deviation over seeds");

/** Arms that the answer compares by name. */
const mostNamed = 4;

function gapText({ others }: Ranking): string {
  const gaps = others.flatMap(({ arm, difference }) => (difference ? [`${arm} ${points(difference.mean)}`] : []));
  if (gaps.length === 0) return "";
  const rest = gaps.length - mostNamed;
  const more = rest > 0 ? `, and ${rest} more in the table of differences` : "";
  return `Against it, in percentage points over the same seeds: ${gaps.slice(0, mostNamed).join(", ")}${more}.`;
}

/** Claims have a different test: where both give a number of seeds, each says which test it is for. */
function decisionText({ best, others, isSupported }: Ranking, { verdicts }: RunView): string {
  const seeds = Math.max(0, ...others.map(({ difference }) => difference?.n ?? 0));
  if (seeds === 0) return `${best} has no seed in common with another arm: nothing can be tested.`;
  const [only] = others;
  const all = others.length === 1 ? (only?.arm ?? "") : "every other arm";
  if (isSupported) return `On this data set, the two-sided paired test over seeds tells it from ${all}.`;
  const lacking = others.filter(({ planned, difference }) => (difference?.n ?? 0) < planned).map(({ arm }) => arm);
  if (lacking.length > 0)
    return (
      `Against ${lacking.join(", ")} a seed has no value on one side or the other, and the paired test over seeds does not ` +
      "decide without it."
    );
  const needed = decidableFrom(others.length);
  if (seeds < needed)
    return (
      `${seeds === 1 ? "One seed" : `${seeds} seeds`} cannot decide whether this is more than chance: the exact two-sided test ` +
      `of the best arm against ${others.length === 1 ? "the other" : `the ${counted(others.length, "other")}`} needs ${needed} or more.${claimsApart(verdicts)}`
    );
  const close = others
    .filter(({ p, difference }) => p === null || p >= level || (difference?.mean ?? 0) >= 0)
    .map(({ arm }) => arm);
  return `The two-sided paired test over seeds does not tell it from ${close.join(", ")}.`;
}
