import type { ClaimSide, ClaimSpec, Experiment, QuantitySpec } from "@infoplane/contracts";
import type { Missing } from "../quantities/reduce-points.ts";

/** Both sides of a claim, seed by seed. */
export interface PairedSides {
  readonly seeds: readonly number[];
  readonly left: readonly number[];
  readonly right: readonly number[];
  /** Seeds that lack a side, and why. */
  readonly missing: readonly { readonly seed: number; readonly why: string }[];
}

/** What a quantity is worth in the run of its arm with this seed. */
export type ValueOf = (quantity: QuantitySpec, seed: number) => number | Missing;

/** What each side is worth in each seed; a seed counts only when both sides have a number. */
export function pairedSides({ left, right }: ClaimSpec, experiment: Experiment, valueOf: ValueOf): PairedSides {
  const pairs = experiment.seeds.map((seed) => {
    const sides = [left, right].map((side) => sideValue(side, seed, valueOf));
    return { seed, left: sides[0] ?? NaN, right: sides[1] ?? NaN };
  });
  const whole = pairs.flatMap(({ seed, left: l, right: r }) =>
    typeof l === "number" && typeof r === "number" ? [{ seed, left: l, right: r }] : [],
  );
  return {
    seeds: whole.map(({ seed }) => seed),
    left: whole.map((pair) => pair.left),
    right: whole.map((pair) => pair.right),
    missing: pairs.flatMap(({ seed, left: l, right: r }) => {
      const lacking = typeof l === "number" ? r : l;
      return typeof lacking === "number" ? [] : [{ seed, why: lacking.missing }];
    }),
  };
}

function sideValue(side: ClaimSide, seed: number, valueOf: ValueOf): number | Missing {
  let sum = side.constant;
  for (const { sign, quantity } of side.terms) {
    const value = valueOf(quantity, seed);
    if (typeof value !== "number") return { missing: `${quantity.text}: ${value.missing}` };
    sum += sign * value;
  }
  return sum;
}
