import type { Verdict } from "@infoplane/contracts";

/** Three digits that tell. */
export const short = (value: number): string => {
  if (value === 0) return "0";
  const size = Math.abs(value);
  return size >= 1e5 || size < 1e-4 ? value.toExponential(2) : String(Number(value.toPrecision(3)));
};

const percent = (level: number): string => `${Math.round(level * 100)}%`;
const seedsOf = (count: number): string => (count === 1 ? "one seed" : `${count} seeds`);

/** Reasons of verdicts: one sentence each, with the numbers. */
export const reasons = {
  nothing: (missing: string) => `no seed has both sides: ${missing}`,
  soFar: ({ claim: { relation, margin = 0 }, seeds: { length }, seedsFor = 0 }: Verdict) => {
    const verb = (one: string, several: string) => (length === 1 ? one : several);
    const point = verb("points that way", "point that way");
    const beyond = margin > 0 ? verb("passes the margin", "pass the margin") : point;
    const what = relation === "~" ? `${verb("is", "are")} within the margin` : beyond;
    return `so far ${seedsFor} of ${length === 1 ? "1 seed" : `${length} seeds`} ${what}`;
  },
  oneSeed: (least: number) => `one seed decides nothing: at least ${least} are needed`,
  tooFew: ({ seeds, seedsAtLeast, difference }: Verdict, claims: number) =>
    `with ${seedsOf(seeds.length)} the exact test cannot go below ${short(2 ** -seeds.length)}` +
    `${claims > 1 ? `, ${short(Math.min(1, claims * 2 ** -seeds.length))} over ${claims} claims` : ""}: ` +
    `at least ${seedsAtLeast} are needed (mean difference so far ${short(difference ?? NaN)})`,
  decided: (verdict: Verdict, p: number, adjusted: number, claims: number) =>
    `${meanOf(verdict)}; exact p ${short(p)}${claims > 1 ? `, ${short(adjusted)} after Holm over ${claims} claims` : ""}`,
  open: (verdict: Verdict, p: number, adjusted: number, claims: number, level: number) => {
    const alone = claims > 1 && p <= level ? `, below ${percent(level)} alone but not over ${claims} claims` : "";
    const more = verdict.seedsNeeded === null ? "" : `; about ${verdict.seedsNeeded} seeds would decide`;
    return `${meanOf(verdict)}; exact p ${short(p)}${claims > 1 ? `, ${short(adjusted)} after Holm` : ""}${alone}${more}`;
  },
  leftOut: (seed: number, missing: string) => `seed ${seed} is left out: ${missing}`,
};

function meanOf({ difference, seeds, interval, claim }: Verdict): string {
  const range = interval
    ? `, ${percent(interval.level)} interval ${short(interval.low)} to ${short(interval.high)}`
    : "";
  const margin = claim.margin === undefined ? "" : `, margin ${short(claim.margin)}`;
  return `mean difference ${short(difference ?? NaN)} over ${seedsOf(seeds.length)}${range}${margin}`;
}
