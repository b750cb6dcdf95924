import type { Verdict } from "@infoplane/contracts";
import type { Ends } from "./statistics/flip-interval.ts";

/** Three significant digits. */
export const short = (value: number): string => {
  if (value === 0) return "0";
  const size = Math.abs(value);
  return size >= 1e5 || size < 1e-4 ? value.toExponential(2) : String(Number(value.toPrecision(3)));
};

const percent = (level: number): string => `${Math.round(level * 100)}%`;
const seedsOf = (count: number): string => (count === 1 ? "one seed" : `${count} seeds`);

/** A skewness with its sign. */
export const signed = (value: number): string => (value > 0 ? `+${value.toFixed(1)}` : value.toFixed(1));

/**
 * From this skewness on, against the claim's direction, the test passes too often: docs/claims.md, "Skewed
 * differences".
 */
export const skewed = 1;

/** Reasons of verdicts: one sentence each, with the numbers. */
export const reasons = {
  nothing: (missing: string) => `no seed has both sides: ${missing}`,
  soFar: (verdict: Verdict) => {
    const { claim, seedsFor = 0 } = verdict;
    const { relation, margin = 0 } = claim;
    const { length } = verdict.seeds;
    const verb = (one: string, several: string) => (length === 1 ? one : several);
    const point = verb("points that way", "point that way");
    const beyond = margin > 0 ? verb("passes the margin", "pass the margin") : point;
    const what = relation === "~" ? `${verb("is", "are")} within the margin` : beyond;
    return `so far ${seedsFor} of ${length === 1 ? "1 seed" : `${length} seeds`} ${what}`;
  },
  oneSeed: (least: number) => `one seed decides nothing: at least ${least} are needed`,
  tooFew: ({ seeds, seedsAtLeast, difference, correction }: Verdict, claims: number) =>
    `with ${seedsOf(seeds.length)} the exact test cannot go below ${short(2 ** -seeds.length)}` +
    `${claims > 1 && correction === "holm" ? `, ${short(Math.min(1, claims * 2 ** -seeds.length))} over ${claims} claims` : ""}: ` +
    `at least ${seedsAtLeast} are needed (mean difference so far ${short(difference ?? NaN)})`,
  lacking: (verdict: Verdict) => {
    const { seeds, lacking, difference } = verdict;
    const whys = [...new Set(lacking.map(({ why }) => why))].map((why) => {
      const own = lacking.filter((one) => one.why === why).map(({ seed }) => seed);
      return `${own.length === 1 ? "seed" : "seeds"} ${own.join(", ")}: ${why}`;
    });
    return (
      `${lacking.length} of ${seedsOf(seeds.length + lacking.length)} ${lacking.length === 1 ? "has" : "have"} no value, and ` +
      `might speak against any verdict (mean difference of the others ${short(difference ?? NaN)}); ${whys.join("; ")}`
    );
  },
  decided: (verdict: Verdict, claims: number, level: number) => {
    const { outcome, skewness, claim, difference } = verdict;
    const isFor = outcome === "supported";
    const p = isFor ? verdict.p : verdict.pAgainst;
    const adjusted = isFor ? verdict.adjustedP : verdict.adjustedPAgainst;
    const said = `${meanOf(verdict)}; exact p ${short(p ?? NaN)}${adjustedOf(verdict, adjusted, claims)}; ${verdict.scope}`;
    // The claim is that the mean lies on one side: few seeds may not show the tail on the other side.
    const upward = (claim.relation === "~" ? (difference ?? 0) < 0 : claim.relation === ">") === isFor;
    const isUnsafe = skewness !== null && (upward ? skewness <= -skewed : skewness >= skewed);
    return isUnsafe
      ? `${said}; but the differences are skewed (${signed(skewness)}), where the test, which takes them for symmetric, is wrong more often than in ${percent(level)}`
      : said;
  },
  open: (verdict: Verdict, claims: number, level: number) => {
    const { p, adjustedP, seedsNeeded } = verdict;
    const alone =
      claims > 1 && p !== null && p <= level ? `, below ${percent(level)} alone but not over ${claims} claims` : "";
    const more = seedsNeeded === null ? "" : `; about ${seedsNeeded} seeds would decide`;
    return `${meanOf(verdict)}; exact p ${short(p ?? NaN)}${adjustedOf(verdict, adjustedP, claims)}${alone}; ${verdict.scope}${more}`;
  },
};

function adjustedOf({ correction }: Verdict, adjusted: number | null, claims: number): string {
  if (claims < 2) return "";
  return `, ${short(adjusted ?? NaN)} ${correction === "holm" ? "after Holm" : "jointly"} over ${claims} claims`;
}

function meanOf({ difference, seeds, interval, claim }: Verdict): string {
  const range = interval ? `, ${percent(interval.level)} interval ${rangeOf(interval)}` : "";
  const margin = claim.margin === undefined ? "" : `, margin ${short(claim.margin)}`;
  return `mean difference ${short(difference ?? NaN)} over ${seedsOf(seeds.length)}${range}${margin}`;
}

/** `0.01 to 0.03`; without one end: `from 0.01 on`, `up to 0.03`. */
export function rangeOf({ low, high }: Ends, number = short): string {
  if (low === null) return high === null ? "" : `up to ${number(high)}`;
  return high === null ? `from ${number(low)} on` : `${number(low)} to ${number(high)}`;
}
