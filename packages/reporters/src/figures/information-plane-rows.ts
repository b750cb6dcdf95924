import type { RunRecord, RunView } from "@infoplane/contracts";
import { dependence } from "../select/dependence.ts";
import { thinEpochs } from "../select/thin-epochs.ts";
import { summariseBy, type Group } from "../stats/summarise-by.ts";

/** Which of the measured numbers a plane shows. */
export type PlaneScale = "raw" | "corrected";

/** A point of the information plane: means over seeds, and their range. */
export interface PlaneRow {
  readonly arm: string;
  readonly block: string;
  readonly depth: number;
  readonly epoch: number;
  readonly seeds: number;
  readonly x: number;
  readonly x_low: number;
  readonly x_high: number;
  readonly y: number;
  readonly y_low: number;
  readonly y_high: number;
}

type Point = Group<"arm" | "layer" | "depth" | "epoch">;

/** One row per arm, block and epoch at which both values were measured, ordered by arm, depth and epoch. */
export function planeRows(run: RunView, scale: PlaneScale): PlaneRow[] {
  const x = points(dependence(run, "X")?.records ?? [], scale);
  const y = points(dependence(run, "Y")?.records ?? [], scale);
  const arms = run.experiment.arms.map((arm) => arm.name);
  const rows = [...x].flatMap(([key, at]): PlaneRow[] => {
    const other = y.get(key);
    if (!other) return [];
    return [
      {
        arm: String(at.arm),
        block: String(at.layer ?? at.depth),
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
  return rows.sort((a, b) => arms.indexOf(a.arm) - arms.indexOf(b.arm) || a.depth - b.depth || a.epoch - b.epoch);
}

function points(records: readonly RunRecord[], scale: PlaneScale): Map<string, Point> {
  const number = (record: RunRecord) => (scale === "raw" ? record.value : record["corrected"]);
  const groups = summariseBy(thinEpochs(records), ["arm", "layer", "depth", "epoch"], number);
  return new Map(groups.map((group) => [JSON.stringify([group.arm, group.depth, group.epoch]), group]));
}
