import { mean, sampleStandardDeviation } from "simple-statistics";
import { hedgesCorrection } from "../statistics/hedges.ts";
import { namedStream } from "../statistics/named-stream.ts";
import { distancesOf, type Seen } from "./claim-test.ts";

/** Simulated experiments, and the maximum number of seeds of each. */
const runs = 400;
const most = 100;
/** All choices of signs up to this many seeds; for each further seed they are drawn. */
const exactUpTo = 10;

/**
 * Number of seeds with which the claim would be decided, in the direction in which it points, with this power: by
 * simulating experiments, adding seed after seed, and testing each as a claim is tested. Their differences are normal,
 * with the observed mean and spread (with Hedges' correction, since few seeds make an effect look too large); the test
 * passes at the share of the level that the correction for the other claims leaves to this one. Uses fixed streams, so
 * the number is the same each time. An order of magnitude: the effect seen in few seeds is itself uncertain. null
 * without an effect or a spread, and if 100 seeds would not suffice.
 */
export function seedsNeeded(
  seen: Seen,
  shareOf: (side: "for" | "against") => number,
  level: number,
  power = 0.8,
): number | null {
  const { claim, differences } = seen;
  if (differences.length < 3) return null;
  const centre = mean([...differences]);
  const spread = sampleStandardDeviation([...differences]) / hedgesCorrection(differences.length);
  const towards = mean(distancesOf(seen));
  if (towards === 0 || spread <= 1e-12 * Math.abs(centre)) return null;
  const side = towards > 0 ? "for" : "against";
  const ownLevel = level * shareOf(side);
  const { limits, mode } = limitsOf(claim, side);
  // Fewer signs can't show a p as small as required.
  const flips = 2 ** (ownLevel < 0.01 ? exactUpTo + 2 : exactUpTo);
  const tests = limits.map(() => ({
    sums: new Float64Array(runs * flips),
    seen: new Float64Array(runs),
    squares: new Float64Array(runs),
  }));
  const normal = normalOf(namedStream("seeds-needed differences"));
  const random = namedStream("seeds-needed signs");
  for (let n = 1; n <= most; n++) {
    const signs = Int8Array.from({ length: flips }, (_, f) => {
      const isFlipped = n <= exactUpTo ? (f >> (n - 1)) & 1 : random() < 0.5;
      return isFlipped ? -1 : 1;
    });
    for (let run = 0; run < runs; run++) {
      const difference = centre + spread * normal();
      limits.forEach(({ sign, limit }, k) => add(tests[k], run, sign * difference - limit, signs));
    }
    const decided = Array.from({ length: runs }, (_, run) => pOf(tests, run, flips, mode, n)).filter(
      (p) => p <= ownLevel,
    );
    if (decided.length >= power * runs) return n;
  }
  return null;
}

/** What the differences, or their negatives, must be above: one limit, either of two, or both. */
function limitsOf({ relation, margin = 0 }: Seen["claim"], side: "for" | "against") {
  const above = { sign: 1, limit: side === "for" ? -margin : margin };
  const below = { sign: -1, limit: side === "for" ? -margin : margin };
  if (relation === "~") return { limits: [above, below], mode: side === "for" ? ("all" as const) : ("any" as const) };
  const sign = (relation === ">") === (side === "for") ? 1 : -1;
  return { limits: [{ sign, limit: side === "for" ? margin : -margin }], mode: "any" as const };
}

/** For one limit: sums of the distances of each simulated experiment under each choice of signs, plain and squared. */
interface Sums {
  readonly sums: Float64Array;
  readonly seen: Float64Array;
  readonly squares: Float64Array;
}

function add(to: Sums | undefined, run: number, distance: number, signs: Int8Array): void {
  if (!to) return;
  const { sums, seen, squares } = to;
  const from = run * signs.length;
  for (let f = 0; f < signs.length; f++) sums[from + f] = (sums[from + f] ?? 0) + distance * (signs[f] ?? 0);
  seen[run] = (seen[run] ?? 0) + distance;
  squares[run] = (squares[run] ?? 0) + distance ** 2;
}

/** As in the joint test: mean over root mean square, the largest of them, or the worst p. */
function pOf(tests: readonly Sums[], run: number, flips: number, mode: "any" | "all", n: number): number {
  const share = (of: readonly Sums[]): number => {
    const unit = ({ squares }: Sums) => Math.sqrt(squares[run] ?? 0);
    const least = Math.max(...of.map((one) => (one.seen[run] ?? 0) / unit(one))) - 1e-12;
    const reached = new Uint8Array(flips);
    for (const one of of) {
      const own = one.sums.subarray(run * flips, (run + 1) * flips);
      const from = least * unit(one);
      for (let f = 0; f < flips; f++) if ((own[f] ?? 0) >= from) reached[f] = 1;
    }
    const hits = reached.reduce((sum, hit) => sum + hit, 0);
    return n <= exactUpTo ? hits / flips : (1 + hits) / (1 + flips);
  };
  return mode === "all" ? Math.max(...tests.map((one) => share([one]))) : share(tests);
}

/** Box and Muller, 1958. */
function normalOf(random: () => number): () => number {
  let other: number | undefined;
  return () => {
    if (other !== undefined) {
      const value = other;
      other = undefined;
      return value;
    }
    const [radius, angle] = [Math.sqrt(-2 * Math.log(1 - random())), 2 * Math.PI * random()];
    other = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  };
}
