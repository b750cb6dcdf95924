import type { OverSpec } from "@infoplane/contracts";
import { linearRegression, mean } from "simple-statistics";

/** A value at an epoch or a depth. */
export interface Point {
  readonly at: number;
  readonly value: number;
}

/** Why there is no number. */
export interface Missing {
  readonly missing: string;
}

/**
 * One number from a series. slope: least squares, per epoch or per block; `late`: epochs from half of the training on;
 * `late-minus-peak`: mean of the late epochs minus the largest value of all epochs, at most 0: how far a quantity has
 * fallen from its peak.
 */
export function reducePoints(points: readonly Point[], over: OverSpec, epochs: number): number | Missing {
  const isIn =
    ([from, to]: readonly [number, number]) =>
    ({ at }: Point) =>
      at >= from && at <= to;
  const counted = over.epochs === undefined ? points : points.filter(isIn(phaseOf(over.epochs, epochs)));
  const values = counted.map(({ value }) => value);
  if (values.length === 0) return { missing: `nothing was measured ${inWords(over)}` };
  switch (over.reduce) {
    case "mean":
      return mean(values);
    case "min":
      return Math.min(...values);
    case "max":
      return Math.max(...values);
    case "slope":
      if (values.length < 2) return { missing: `a slope needs two values, one was measured ${inWords(over)}` };
      return linearRegression(counted.map(({ at, value }) => [at, value])).m;
    case "late-minus-peak": {
      const late = counted.filter(isIn(phaseOf("late", epochs))).map(({ value }) => value);
      return late.length === 0 ? { missing: "no late epoch was measured" } : mean(late) - Math.max(...values);
    }
  }
}

/** First and last epoch of a phase: all of the training by default; `late` is its second half. */
export function phaseOf(phase: OverSpec["epochs"], epochs: number): readonly [from: number, to: number] {
  return phase === "late" ? [epochs / 2, epochs] : (phase ?? [0, epochs]);
}

function inWords({ axis, epochs }: OverSpec): string {
  if (epochs === undefined) return `over ${axis}`;
  return epochs === "late" ? "over the late epochs" : `over epochs ${epochs[0]}..${epochs[1]}`;
}
