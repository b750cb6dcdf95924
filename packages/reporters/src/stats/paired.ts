import { flipInterval, holm, signFlip, type Ends } from "@infoplane/analysis";
import { memoize } from "../select/memoize.ts";
import { summarise, type Summary } from "./summary.ts";

/** The values of one arm by seed. */
export type BySeed = ReadonlyMap<number, number>;

/** An arm against the best one, over the seeds that both have. */
export interface AgainstBest {
  readonly arm: string;
  /** This arm minus the best; undefined without a common seed. */
  readonly difference: Summary | undefined;
  /** Seeds that both were to be trained with. */
  readonly planned: number;
  /** Exact sign-flip p, two-sided, after Holm's correction over these arms; null if a planned seed has no value. */
  readonly p: number | null;
  /** The mean differences that this test would not reject, so both agree; null if it rejects none, or without p. */
  readonly interval: Ends | null;
}

export interface Ranking {
  readonly best: string;
  /** Of the best, over the seeds that decided it: those that all arms have, or each arm's own if there are none. */
  readonly summary: Summary;
  /** Whether those are seeds that all arms have, while some arm has more. */
  readonly isOverCommon: boolean;
  readonly others: readonly AgainstBest[];
  /** Whether the paired test separates the best from all others at 5 %, in its favour; not if a seed lacks a value. */
  readonly isSupported: boolean;
}

export const level = 0.05;
/**
 * With fewer pairs the exact two-sided test, at least 2 / 2^n, cannot get below 5 % for all of this many arms after
 * Holm: 6 for one other arm, 7 for two to three, 8 for up to six.
 */
export function decidableFrom(others: number): number {
  return Math.floor(Math.log2((2 * Math.max(1, others)) / level)) + 1;
}

/**
 * The arm with the best mean over the seeds that all arms have, and how far the others are from it, seed by seed. Arms
 * without values are ignored; undefined unless two have some.
 */
export function rank(
  values: ReadonlyMap<string, BySeed>,
  better: "high" | "low",
  planned: Planned = new Map(),
): Ranking | undefined {
  return ranked(values, JSON.stringify([better, [...planned]]));
}

/** Seeds that each arm was to be trained with; by default, those that it has. */
export type Planned = ReadonlyMap<string, readonly number[]>;

const ranked = memoize((values: ReadonlyMap<string, BySeed>, key): Ranking | undefined => {
  const [better, entries] = JSON.parse(key) as [string, [string, readonly number[]][]];
  const planned = new Map(entries);
  const seedsOf = (arm: string) => planned.get(arm) ?? [...(values.get(arm)?.keys() ?? [])];
  const arms = [...values].filter(([, seeds]) => seeds.size > 0);
  const common = [...(arms[0]?.[1].keys() ?? [])].filter((seed) => arms.every(([, seeds]) => seeds.has(seed)));
  const means = arms.flatMap(([arm, seeds]) => {
    const over = common.length > 0 ? common : [...seeds.keys()];
    const summary = summarise(over.flatMap((seed) => seeds.get(seed) ?? []));
    return summary ? [{ arm, summary, score: better === "high" ? summary.mean : -summary.mean }] : [];
  });
  const [first] = [...means].sort((a, b) => b.score - a.score);
  if (!first || means.length < 2) return undefined;
  const best = values.get(first.arm) ?? new Map<number, number>();
  const compared = means
    .filter(({ arm }) => arm !== first.arm)
    .map(({ arm }) => {
      const differences = [...(values.get(arm) ?? [])].flatMap(([seed, value]) => {
        const other = best.get(seed);
        return other === undefined ? [] : [value - other];
      });
      const both = seedsOf(arm).filter((seed) => seedsOf(first.arm).includes(seed));
      const p = differences.length < both.length ? null : twoSided(differences);
      return { arm, difference: summarise(differences), planned: both.length, p, differences };
    });
  const adjusted = holm(compared.map(({ p }) => p ?? 1));
  // Holm's method ends up testing everything that it does not separate at this level.
  const own = level / Math.max(1, adjusted.filter((p) => p >= level).length);
  const others = compared.map(({ differences, ...other }, i) => ({
    ...other,
    p: other.p === null ? null : (adjusted[i] ?? 1),
    interval: other.p === null ? null : known(flipInterval(differences, own / 2)),
  }));
  const sign = better === "high" ? 1 : -1;
  // An arm without any value might have been the best.
  const isWhole = [...planned.keys()].every((arm) => (values.get(arm)?.size ?? 0) > 0);
  const isBehind = ({ difference, p }: AgainstBest): boolean =>
    p !== null && p < level && difference !== undefined && sign * difference.mean < 0;
  const isOverCommon = common.length > 0 && arms.some(([, seeds]) => seeds.size > common.length);
  return {
    best: first.arm,
    summary: first.summary,
    isOverCommon,
    others,
    isSupported: isWhole && others.every(isBehind),
  };
});

const known = (ends: Ends): Ends | null => (ends.low === null && ends.high === null ? null : ends);

/** Twice the smaller of the two one-sided p values: the best arm was not stated beforehand. null without a pair. */
function twoSided(differences: readonly number[]): number | null {
  if (differences.length === 0) return null;
  return Math.min(1, 2 * Math.min(signFlip(differences), signFlip(differences.map((d) => -d))));
}
