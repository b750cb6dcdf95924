import type { FlipStatistic } from "./flip-statistic.ts";
import type { SignFlips } from "./sign-flips.ts";

/** What is tested about one claim: `any`: one of its statistics must be large; `all`: each of them must. */
export interface Tested {
  readonly statistics: readonly FlipStatistic[];
  readonly mode: "any" | "all";
}

export interface StepDown {
  /** In input order: p of each alone, and adjusted for all. */
  readonly p: readonly number[];
  readonly adjusted: readonly number[];
}

/**
 * Tests several hypotheses at once over the same choices of signs: the step-down max-T method of Westfall & Young
 * (Resampling-Based Multiple Testing, 1993, algorithm 4.1). Ordered by the observed statistic, largest first, p of the
 * j-th is the share of choices for which the largest statistic of it and of all after it is at least the observed one,
 * and no adjusted p is below the one before. It keeps the probability of any false rejection at the level, whatever
 * their dependence, as long as the distances of the true ones are jointly as likely with flipped signs.
 *
 * Each statistic of a hypothesis with mode `all` is judged separately, the worst counts (an intersection-union test),
 * and all take part when others are judged: whichever of them is the true one, the reference is never too small.
 */
export function stepDown(tested: readonly Tested[], flips: SignFlips): StepDown {
  const seen = tested.map(seenOf);
  const order = tested.map((_, i) => i).sort((a, b) => (seen[b] ?? 0) - (seen[a] ?? 0));
  const p = tested.map((one) => shareOf(one, flips));
  const joint = [...p];
  let others: Float64Array | undefined;
  for (const i of [...order].reverse()) {
    const one = tested[i];
    if (!one) continue;
    if (others) joint[i] = shareOf(one, flips, others);
    others = largest(one.statistics, flips.count, others);
  }
  const adjusted = [...p];
  let before = 0;
  for (const i of order) adjusted[i] = before = Math.max(before, joint[i] ?? 1);
  return { p, adjusted };
}

function seenOf({ statistics, mode }: Tested): number {
  const seen = statistics.map((one) => one.seen);
  return mode === "any" ? Math.max(...seen) : Math.min(...seen);
}

/** Share of the choices of signs for which the hypothesis, or any of the `others`, reaches the observed statistic. */
function shareOf({ statistics, mode }: Tested, flips: SignFlips, others?: Float64Array): number {
  const share = (least: number, own: readonly FlipStatistic[]): number => {
    const all = largest(own, flips.count, others);
    let hits: number = flips.counted;
    for (const value of all) if (value >= least) hits++;
    return hits / flips.of;
  };
  if (mode === "all") return Math.max(...statistics.map((one) => share(one.least, [one])));
  return share(Math.max(...statistics.map(({ least }) => least)), statistics);
}

/** The largest of several statistics for each choice of signs, and of `before` if given. */
export function largest(statistics: readonly FlipStatistic[], count: number, before?: Float64Array): Float64Array {
  const result = before ? before.slice() : new Float64Array(count).fill(-Infinity);
  for (const statistic of statistics) {
    const flipped = statistic.flipped();
    for (let s = 0; s < count; s++) result[s] = Math.max(result[s] ?? 0, flipped[s] ?? 0);
  }
  return result;
}
