import type { ClaimSide, ClaimSpec, Experiment, QuantitySpec } from "@infoplane/contracts";
import { quantitiesOf } from "./claim-values.ts";
import type { Missing } from "../quantities/reduce-points.ts";

/** Both sides of a claim, seed by seed. */
export interface PairedSides {
  readonly seeds: readonly number[];
  readonly left: readonly number[];
  readonly right: readonly number[];
  /** Sum of the sizes of all terms of both sides: rounding of their difference is relative to it. */
  readonly sizes: readonly number[];
  /** Seeds that lack a side, and why. */
  readonly missing: readonly { readonly seed: number; readonly why: string }[];
}

/** The value of a quantity in the run of its arm with this seed. */
export type ValueOf = (quantity: QuantitySpec, seed: number) => number | Missing;

/** Seeds that an arm was to be trained with. */
export type Planned = (arm: string) => readonly number[];

/**
 * The value of each side for each seed that all of its arms were to be trained with. A seed that lacks a number counts
 * as missing: whatever the number was, it might have contradicted the claim.
 */
export function pairedSides(
  claim: ClaimSpec,
  experiment: Experiment,
  valueOf: ValueOf,
  planned: Planned = () => experiment.seeds,
): PairedSides {
  const { left, right } = claim;
  const arms = new Set(quantitiesOf(claim).map(({ arm }) => arm));
  const seeds = experiment.seeds.filter((seed) => [...arms].every((arm) => planned(arm).includes(seed)));
  const pairs = seeds.map((seed) => ({
    seed,
    left: sideValue(left, seed, valueOf),
    right: sideValue(right, seed, valueOf),
  }));
  const whole = pairs.flatMap(({ seed, left: l, right: r }) =>
    "missing" in l || "missing" in r ? [] : [{ seed, left: l.value, right: r.value, size: l.size + r.size }],
  );
  return {
    seeds: whole.map(({ seed }) => seed),
    left: whole.map((pair) => pair.left),
    right: whole.map((pair) => pair.right),
    sizes: whole.map((pair) => pair.size),
    missing: pairs.flatMap(({ seed, left: l, right: r }) => {
      const lacking = "missing" in l ? l : r;
      return "missing" in lacking ? [{ seed, why: lacking.missing }] : [];
    }),
  };
}

interface SideValue {
  readonly value: number;
  readonly size: number;
}

function sideValue(side: ClaimSide, seed: number, valueOf: ValueOf): SideValue | Missing {
  let sum = side.constant;
  let size = Math.abs(side.constant);
  for (const { sign, quantity } of side.terms) {
    const value = valueOf(quantity, seed);
    if (typeof value !== "number") return { missing: `${quantity.text}: ${value.missing}` };
    if (!Number.isFinite(value)) return { missing: `${quantity.text}: ${value} is no finite number` };
    sum += sign * value;
    size += Math.abs(value);
  }
  return { value: sum, size };
}
