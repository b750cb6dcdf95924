import type { ClaimSide, ClaimSpec, Experiment, RunRecord } from "@infoplane/contracts";
import { quantityValue } from "../quantities/quantity-value.ts";
import type { Missing } from "../quantities/reduce-points.ts";

/** Both sides of a claim, seed by seed. */
export interface PairedSides {
  readonly seeds: readonly number[];
  readonly left: readonly number[];
  readonly right: readonly number[];
  /** Seeds that lack a side, and why. */
  readonly missing: readonly { readonly seed: number; readonly why: string }[];
}

/** Records of one arm and seed. */
export type RecordsOf = (arm: string, seed: number) => readonly RunRecord[];

/** What each side is worth in each seed; a seed counts only when both sides have a number. */
export function pairedSides({ left, right }: ClaimSpec, experiment: Experiment, recordsOf: RecordsOf): PairedSides {
  const pairs = experiment.seeds.map((seed) => {
    const sides = [left, right].map((side) => sideValue(side, seed, experiment, recordsOf));
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

function sideValue(side: ClaimSide, seed: number, experiment: Experiment, recordsOf: RecordsOf): number | Missing {
  let sum = side.constant;
  for (const { sign, quantity } of side.terms) {
    const value = quantityValue(quantity, recordsOf(quantity.arm, seed), experiment);
    if (typeof value !== "number") return { missing: `${quantity.text}: ${value.missing}` };
    sum += sign * value;
  }
  return sum;
}
