import type { CellView, ClaimSpec, Correction, Experiment, RunRecord, Verdict } from "@infoplane/contracts";
import { mean, sampleSkewness } from "simple-statistics";
import { reasons } from "../messages.ts";
import { hedges } from "../statistics/hedges.ts";
import { subtractWithTolerance } from "../statistics/subtract-with-tolerance.ts";
import { ClaimValues, quantitiesOf } from "./claim-values.ts";
import { distancesOf, seedsFor, type Seen } from "./claim-test.ts";
import { pairedSides, type PairedSides, type Planned } from "./paired-sides.ts";
import { seedsNeeded } from "./seeds-needed.ts";
import { testClaims, type TestedClaim } from "./test-claims.ts";

/** Accepted probability of a wrong "supported" over all claims of a file, and also of a wrong "contradicted". */
const level = 0.05;
const leastForTest = 2;

export interface JudgeOptions {
  /** `joint` by default. Claims with different seeds can't be tested jointly, and then it is Holm's. */
  readonly correction?: Correction;
  /** Seeds that each arm was to be trained with; those of the experiment by default. */
  readonly planned?: Planned;
}

/**
 * Judges all claims of an experiment on its records: paired by seed, an exact one-sided sign-flip test for the claim
 * and one for its contrary, each adjusted for all claims. Supported (or contradicted) when the adjusted p is at most
 * 5%; otherwise undecided, with the reason, as is a claim that lacks the value of a seed. Pure; see docs/claims.md.
 */
export function judgeClaims(
  run: {
    readonly experiment: Experiment;
    readonly records: readonly RunRecord[];
    readonly cells?: readonly CellView[];
  },
  options: JudgeOptions = {},
): Verdict[] {
  const { experiment, cells = [] } = run;
  const byRun = new Map<string, RunRecord[]>();
  for (const row of run.records) {
    const key = `${row.seed} ${row.arm}`;
    const rows = byRun.get(key) ?? [];
    rows.push(row);
    byRun.set(key, rows);
  }
  const values = new ClaimValues(experiment);
  for (const arm of new Set(experiment.claims.flatMap(quantitiesOf).map((quantity) => quantity.arm)))
    for (const seed of experiment.seeds) {
      const cell = cells.find((one) => one.arm === arm && one.seed === seed);
      values.take({ arm, seed, ...(cell && { status: cell.status }) }, byRun.get(`${seed} ${arm}`) ?? []);
    }
  return judgeValues(experiment, values, options);
}

/** The same, on values that were taken run by run. */
export function judgeValues(experiment: Experiment, values: ClaimValues, options: JudgeOptions = {}): Verdict[] {
  const judged = experiment.claims.map((claim) => {
    const sides = pairedSides(claim, experiment, values.of, options.planned);
    const differences = sides.left.map((value, i) =>
      subtractWithTolerance(value, sides.right[i] ?? NaN, sides.sizes[i]),
    );
    const isTested = sides.missing.length === 0 && sides.seeds.length >= leastForTest;
    return { claim, sides, seen: { claim, differences, sizes: sides.sizes }, isTested };
  });
  const whole = judged.filter(({ isTested }) => isTested);
  const asked = options.correction ?? "joint";
  const seedSets = new Set(whole.map(({ sides }) => sides.seeds.join(" ")));
  const correction = asked === "joint" && seedSets.size > 1 ? "holm" : asked;
  const tested = testClaims(
    whole.map(({ seen }) => seen),
    { level, correction, untested: judged.length - whole.length },
  );
  const family = { correction, claims: judged.length };
  return judged.map((one) => verdict(experiment, one, tested[whole.indexOf(one)], family));
}

interface Family {
  readonly correction: Correction;
  readonly claims: number;
}

function verdict(
  experiment: Experiment,
  { claim, sides, seen }: { readonly claim: ClaimSpec; readonly sides: PairedSides; readonly seen: Seen },
  test: TestedClaim | undefined,
  family: Family,
): Verdict {
  const { seeds, left, right, missing } = sides;
  const { differences } = seen;
  const isTold = differences.length > 2 && differences.some((d) => d !== differences[0]);
  const effect = test && hedges(distancesOf(seen));
  const numbers: Verdict = {
    claim,
    outcome: "undecided",
    reason: "",
    seeds,
    lacking: missing,
    scope: scopeOf(claim, experiment),
    left,
    right,
    differences,
    seedsFor: seedsFor(seen),
    difference: differences.length === 0 ? null : mean([...differences]),
    interval: intervalOf(test),
    effect: effect ?? null,
    skewness: isTold ? sampleSkewness([...differences]) : null,
    p: test?.p ?? null,
    adjustedP: test?.adjustedP ?? null,
    pAgainst: test?.pAgainst ?? null,
    adjustedPAgainst: test?.adjustedPAgainst ?? null,
    test: test ? "sign-flip" : null,
    correction: family.correction,
    seedsAtLeast: seedsAtLeast(family.correction === "holm" ? family.claims : 1, level),
    seedsNeeded: null,
  };
  const outcome = outcomeOf(numbers);
  const isOpen = outcome === "undecided" && test !== undefined;
  const known = { ...numbers, outcome, seedsNeeded: isOpen ? seedsNeeded(seen, test.share, level) : null };
  return { ...known, reason: reasonOf(known, family) };
}

function intervalOf(test: TestedClaim | undefined): Verdict["interval"] {
  if (!test || (test.interval.low === null && test.interval.high === null)) return null;
  return { ...test.interval, level: 1 - 2 * level };
}

function outcomeOf({ adjustedP, adjustedPAgainst }: Verdict): Verdict["outcome"] {
  if (adjustedP !== null && adjustedP <= level) return "supported";
  return adjustedPAgainst !== null && adjustedPAgainst <= level ? "contradicted" : "undecided";
}

function reasonOf(numbers: Verdict, { claims }: Family): string {
  const { outcome, seeds, lacking, seedsAtLeast: least } = numbers;
  if (seeds.length === 0) return reasons.nothing(lacking[0]?.why ?? "no seeds");
  if (outcome !== "undecided") return reasons.decided(numbers, claims, level);
  const open =
    lacking.length > 0
      ? reasons.lacking(numbers)
      : seeds.length < leastForTest
        ? reasons.oneSeed(least)
        : seeds.length < least
          ? reasons.tooFew(numbers, claims)
          : reasons.open(numbers, claims, level);
  return `${reasons.soFar(numbers)}; ${open}`;
}

/**
 * What a verdict generalises over: seeds, that is, initial weights, batches and augmentations. Data and probe set are
 * the same for all of them, so it says nothing about others.
 */
function scopeOf(claim: ClaimSpec, { measures }: Experiment): string {
  const labels = quantitiesOf(claim).flatMap(({ selector: { measure, x, y } }) => [measure, x, y]);
  const probes = measures.flatMap(({ label, probe }) =>
    probe && labels.includes(label) ? [`probe(${probe.split}, ${probe.samples})`] : [],
  );
  return `over seeds, for this data set${[...new Set(probes)].map((probe) => ` and ${probe}`).join("")}`;
}

/**
 * Fewest seeds with which an exact one-sided test can pass the level: its p is never below 2^-n, and Holm's correction
 * multiplies the smallest of all by the number of `claims`. Claims that are tested jointly need no more than one does.
 */
export function seedsAtLeast(claims: number, level: number): number {
  return Math.ceil(Math.log2(claims / level) - 1e-9);
}
