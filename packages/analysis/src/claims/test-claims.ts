import type { Correction } from "@infoplane/contracts";
import { mean, quickselect } from "simple-statistics";
import { lowEnd, type Ends } from "../statistics/flip-interval.ts";
import type { FlipStatistic } from "../statistics/flip-statistic.ts";
import { holm } from "../statistics/holm.ts";
import { signFlips, type SignFlips } from "../statistics/sign-flips.ts";
import { largest, stepDown, type Tested } from "../statistics/step-down.ts";
import { claimTest, type ClaimTest, type Seen } from "./claim-test.ts";

/** p of a claim and its contrary, alone and adjusted for the others, and the differences that fit the decision. */
export interface TestedClaim {
  readonly p: number;
  readonly adjustedP: number;
  readonly pAgainst: number;
  readonly adjustedPAgainst: number;
  readonly interval: Ends;
  /** How much of the level the correction for the other claims leaves to this one and to its contrary, in (0, 1]. */
  readonly share: (side: keyof ClaimTest) => number;
}

export interface TestOptions {
  readonly level: number;
  readonly correction: Correction;
  /** Claims of the file that lack a seed: they can't be tested, and keep their share of the level. */
  readonly untested: number;
}

/**
 * Tests claims and their contraries, each of the two families at the level. `joint`: all claims over the same choices
 * of signs, which requires the same seeds; `holm`: each alone. An interval ends where the deciding test would start to
 * reject: together with the claims that it leaves undecided, or at the level that Holm's method leaves.
 */
export function testClaims(seen: readonly Seen[], options: TestOptions): TestedClaim[] {
  const flipsOf = new Map<number, SignFlips>();
  const flips = seen.map(({ differences: { length } }) => {
    const known = flipsOf.get(length) ?? signFlips(length);
    flipsOf.set(length, known);
    return known;
  });
  const tests = seen.map((one, i) => claimTest(one, flips[i] ?? signFlips(0)));
  const family = options.correction === "joint" ? jointFamily : holmFamily;
  const supports = family(
    tests.map((test) => test.for),
    flips,
    options,
  );
  const refutes = family(
    tests.map((test) => test.against),
    flips,
    options,
  );
  return seen.map((one, i) => {
    const [p, adjustedP] = [supports.p[i] ?? 1, supports.adjusted[i] ?? 1];
    const [pAgainst, adjustedPAgainst] = [refutes.p[i] ?? 1, refutes.adjusted[i] ?? 1];
    const ends = one.claim.relation === "~" ? equivalenceEnds : orderEnds;
    const interval = ends(one, {
      flips: flips[i] ?? signFlips(0),
      isSupported: adjustedP <= options.level,
      isContradicted: adjustedPAgainst <= options.level,
      supports: { level: supports.level, others: supports.othersOf(i) },
      refutes: { level: refutes.level, others: refutes.othersOf(i) },
      against: tests[i]?.against.statistics ?? [],
    });
    const share = (side: keyof ClaimTest) => (side === "for" ? supports : refutes).share(i);
    return { p, adjustedP, pAgainst, adjustedPAgainst, interval, share };
  });
}

/** All claims, or all contraries. */
interface Family {
  readonly p: readonly number[];
  readonly adjusted: readonly number[];
  /** The level of the interval, and the statistics it is tested together with. */
  readonly level: number;
  readonly othersOf: (i: number) => Float64Array | undefined;
  readonly share: (i: number) => number;
}

function jointFamily(tested: readonly Tested[], [flips]: readonly SignFlips[], options: TestOptions): Family {
  const share = tested.length / (tested.length + options.untested);
  if (!flips) return { p: [], adjusted: [], level: options.level, othersOf: () => undefined, share: () => 1 };
  const { p, adjusted } = stepDown(tested, flips);
  const level = options.level * share;
  const isOpen = adjusted.map((value) => value > level);
  const othersOf = topTwo(
    tested.map(({ statistics }, i) => (isOpen[i] ? statistics : [])),
    flips.count,
  );
  return {
    p,
    adjusted: adjusted.map((value) => Math.min(1, value / share)),
    level,
    othersOf,
    share: (i) => share * shareLeft(tested[i]?.statistics ?? [], othersOf(i), flips, level) || 1 / tested.length,
  };
}

/** Of the choices of signs that may pass, this many are due to these statistics; the others are larger in the rest. */
function shareLeft(
  own: readonly FlipStatistic[],
  others: Float64Array | undefined,
  flips: SignFlips,
  level: number,
): number {
  const allowed = Math.floor(level * flips.of);
  if (allowed < 1) return 0;
  const alone = largest(own, flips.count);
  const all = largest(own, flips.count, others).map((value) => -value);
  quickselect(all as unknown as number[], allowed - 1);
  const least = -(all[allowed - 1] ?? 0) - 1e-12;
  const reached = alone.reduce((hits, value) => (value >= least ? hits + 1 : hits), 0);
  return Math.min(1, reached / allowed);
}

function holmFamily(tested: readonly Tested[], flips: readonly SignFlips[], options: TestOptions): Family {
  const p = tested.map((one, i) => stepDown([one], flips[i] ?? signFlips(0)).p[0] ?? 1);
  const all = tested.length + options.untested;
  // A claim without a test cannot reject, but still counts: dropping a seed must not make the others easier.
  const adjusted = holm([...p, ...Array.from({ length: options.untested }, () => 1)]).slice(0, p.length);
  const decided = adjusted.filter((value) => value <= options.level).length;
  const share = 1 / Math.max(1, all - decided);
  return { p, adjusted, level: options.level * share, othersOf: () => undefined, share: () => share };
}

/** For each choice of signs the largest statistic of all claims but the one in question. */
function topTwo(
  statistics: readonly (readonly FlipStatistic[])[],
  count: number,
): (but: number) => Float64Array | undefined {
  if (statistics.every((own) => own.length === 0)) return () => undefined;
  const first = new Float64Array(count).fill(-Infinity);
  const second = first.slice();
  const holder = new Int32Array(count).fill(-1);
  statistics.forEach((own, i) => {
    if (own.length === 0) return;
    largest(own, count).forEach((value, s) => {
      if (value > (first[s] ?? 0)) {
        second[s] = first[s] ?? 0;
        first[s] = value;
        holder[s] = i;
      } else if (value > (second[s] ?? 0)) second[s] = value;
    });
  });
  return (but) => first.map((value, s) => (holder[s] === but ? (second[s] ?? 0) : value));
}

interface Deciding {
  readonly flips: SignFlips;
  readonly isSupported: boolean;
  readonly isContradicted: boolean;
  readonly supports: Others;
  readonly refutes: Others;
  /** For the contrary: differences above the margin, differences below it. */
  readonly against: readonly FlipStatistic[];
}

interface Others {
  readonly level: number;
  readonly others: Float64Array | undefined;
}

/**
 * For `>` and `<`: the claim decides one end, the contrary the other. Ends past the margin by rounding are set to it.
 */
function orderEnds({ claim: { relation, margin = 0 }, differences }: Seen, deciding: Deciding): Ends {
  const { flips, supports, refutes, isSupported, isContradicted } = deciding;
  const sign = relation === ">" ? 1 : -1;
  const turned = differences.map((d) => sign * d);
  const low = lowEnd(turned, flips, supports.level, supports.others);
  const high = highEnd(turned, flips, refutes.level, refutes.others);
  const near = isSupported || low === null ? low : Math.min(low, margin);
  const far = isContradicted || high === null ? high : Math.max(high, margin);
  return sign === 1 ? { low: near, high: far } : { low: minus(far), high: minus(near) };
}

/**
 * For `~`: between the margins the ends are those of the two one-sided tests. Beyond a margin the contrary decides,
 * which may lie on either side and so needs more: no end passes a margin that the contrary does not pass.
 */
function equivalenceEnds({ claim: { margin = 0 }, differences }: Seen, deciding: Deciding): Ends {
  const { flips, supports, refutes, against, isSupported, isContradicted } = deciding;
  const [above, below] = against.map((one) => largest([one], flips.count, refutes.others));
  const inner = {
    low: lowEnd(differences, flips, supports.level, supports.others),
    high: highEnd(differences, flips, supports.level, supports.others),
  };
  const isAbove = mean([...differences]) > 0;
  const low =
    isContradicted && isAbove
      ? lowEnd(differences, flips, refutes.level, below)
      : inner.low === null
        ? null
        : Math.min(inner.low, margin);
  const high =
    isContradicted && !isAbove
      ? highEnd(differences, flips, refutes.level, above)
      : inner.high === null
        ? null
        : Math.max(inner.high, -margin);
  if (isSupported || isContradicted || low === null || high === null || low <= -margin || high >= margin)
    return { low, high };
  return isAbove ? { low, high: margin } : { low: -margin, high };
}

function highEnd(
  differences: readonly number[],
  flips: SignFlips,
  level: number,
  others: Float64Array | undefined,
): number | null {
  return minus(
    lowEnd(
      differences.map((d) => -d),
      flips,
      level,
      others,
    ),
  );
}

const minus = (end: number | null): number | null => (end === null ? null : 0 - end);
