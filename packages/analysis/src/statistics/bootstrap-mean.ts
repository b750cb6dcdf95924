import { mean } from "simple-statistics";
import { namedStream } from "./named-stream.ts";
import { normalCdf, normalQuantile } from "./normal.ts";

export interface Interval {
  readonly low: number;
  readonly high: number;
  readonly level: number;
}

/** Up to here the whole bootstrap distribution is gone through: 92,378 different resamples of 10 values. */
const exactUpTo = 10;
const draws = 20_000;

/** A value of the bootstrap distribution and its probability. */
interface Atom {
  readonly value: number;
  readonly weight: number;
}

/**
 * Bootstrap confidence interval of a mean, bias-corrected and accelerated (Efron, JASA 82, 1987): up to 10 values the
 * exact bootstrap distribution (every multiset of them with its multinomial probability), beyond 20,000 resamples from a
 * fixed stream. Like every bootstrap of few values it is too narrow: see docs/claims.md for how much. Needs 2 values.
 */
export function bootstrapMean(values: readonly number[], level = 0.95): Interval {
  const [smallest, largest] = [Math.min(...values), Math.max(...values)];
  if (smallest === largest) return { low: smallest, high: largest, level };
  const seen = mean([...values]);
  const atoms = values.length <= exactUpTo ? exactAtoms(values) : drawnAtoms(values);
  atoms.sort((a, b) => a.value - b.value);
  const tolerance = 1e-12 * Math.max(Math.abs(smallest), Math.abs(largest));
  const share = (fits: (value: number) => boolean) =>
    atoms.reduce((sum, { value, weight }) => sum + (fits(value) ? weight : 0), 0);
  // Values equal to the mean seen count half.
  const below = (share((v) => v < seen - tolerance) + share((v) => v <= seen + tolerance)) / 2;
  const bias = normalQuantile(below);
  const acceleration = accelerationOf(values, seen);
  const end = (tail: number): number => {
    const z = bias + normalQuantile(tail);
    return quantile(atoms, normalCdf(bias + z / (1 - acceleration * z)));
  };
  return { low: end((1 - level) / 2), high: end((1 + level) / 2), level };
}

/** From the skewness of the jackknife means: n times smaller than that of the values, and of the same sign. */
function accelerationOf(values: readonly number[], seen: number): number {
  const moment = (power: number) => values.reduce((sum, value) => sum + (value - seen) ** power, 0);
  const spread = moment(2) ** 1.5;
  return spread === 0 ? 0 : moment(3) / (6 * spread);
}

/** The smallest value at which the distribution reaches the share. */
function quantile(atoms: readonly Atom[], share: number): number {
  let reached = 0;
  for (const { value, weight } of atoms) {
    reached += weight;
    if (reached >= share - 1e-12) return value;
  }
  return atoms.at(-1)?.value ?? NaN;
}

/** Every way to draw n times from n values: how often each is drawn, with n! / (k1! k2! ...) / n^n. */
function exactAtoms(values: readonly number[]): Atom[] {
  const n = values.length;
  const atoms: Atom[] = [];
  const visit = (at: number, left: number, sum: number, weight: number): void => {
    if (at === n - 1) {
      atoms.push({ value: (sum + left * (values[at] ?? 0)) / n, weight: weight / factorial(left) });
      return;
    }
    for (let times = 0; times <= left; times++) {
      visit(at + 1, left - times, sum + times * (values[at] ?? 0), weight / factorial(times));
    }
  };
  visit(0, n, 0, factorial(n) / n ** n);
  return atoms;
}

function factorial(n: number): number {
  return n < 2 ? 1 : n * factorial(n - 1);
}

function drawnAtoms(values: readonly number[]): Atom[] {
  const n = values.length;
  const random = namedStream(`bootstrap ${n}`);
  return Array.from({ length: draws }, () => {
    let sum = 0;
    for (let i = 0; i < n; i++) sum += values[Math.floor(random() * n)] ?? 0;
    return { value: sum / n, weight: 1 / draws };
  });
}
