import type { RunView } from "@infoplane/contracts";
import { dependence } from "../select/dependence.ts";
import { memoize } from "../select/memoize.ts";
import { thinEpochs } from "../select/thin-epochs.ts";
import { summariseBy, type Group } from "../stats/summarise-by.ts";
import { numberOf, type NhsicScale } from "./nhsic-rows.ts";
import { withUntil } from "./parts/params.ts";

/** A point of the information plane: means over seeds, and their range. */
export interface PlaneRow {
  readonly arm: string;
  readonly block: string;
  readonly depth: number;
  readonly epoch: number;
  /** The epoch of the next point of the same path; null on the last one. */
  readonly until: number | null;
  readonly seeds: number;
  readonly x: number;
  readonly x_low: number;
  readonly x_high: number;
  readonly y: number;
  readonly y_low: number;
  readonly y_high: number;
}

type Point = Group<"arm" | "block" | "depth" | "epoch">;

/** One row per arm, block and epoch at which both values were measured, ordered by arm, depth and epoch. */
export const planeRows = memoize((run: RunView, key: string): PlaneRow[] => {
  const scale = key as NhsicScale;
  const x = points(run, "X", scale);
  const y = points(run, "Y", scale);
  const arms = run.experiment.arms.map((arm) => arm.name);
  const rows = [...x].flatMap(([key, at]): Omit<PlaneRow, "until">[] => {
    const other = y.get(key);
    if (!other) return [];
    return [
      {
        arm: String(at.arm),
        block: String(at.block ?? at.depth),
        depth: Number(at.depth),
        epoch: Number(at.epoch),
        seeds: Math.min(at.n, other.n),
        x: at.mean,
        x_low: at.low,
        x_high: at.high,
        y: other.mean,
        y_low: other.low,
        y_high: other.high,
      },
    ];
  });
  rows.sort((a, b) => arms.indexOf(a.arm) - arms.indexOf(b.arm) || a.depth - b.depth || a.epoch - b.epoch);
  return withUntil(rows, ({ arm }) => arm);
});

function points(run: RunView, on: "X" | "Y", scale: NhsicScale): Map<string, Point> {
  const records = dependence(run, on)?.records ?? [];
  const groups = summariseBy(thinEpochs(records), ["arm", "block", "depth", "epoch"], numberOf(scale));
  return new Map(groups.map((group) => [JSON.stringify([group.arm, group.depth, group.epoch]), group]));
}
