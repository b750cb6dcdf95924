import type { Figure, RunView, VegaLiteSpec } from "@infoplane/contracts";
import { absentArms } from "../select/absent-arms.ts";
import { meanOver } from "../select/mean-over.ts";
import { hasSpread } from "../select/has-spread.ts";
import { splitRecords } from "../select/split-records.ts";
import { thinEpochs } from "../select/thin-epochs.ts";
import { summariseBy } from "../stats/summarise-by.ts";
import { curvePoint } from "./curve-point.ts";
import { epochAxis } from "./epoch-axis.ts";
import { niceDomain } from "./nice-domain.ts";

/** What differs between the curve of the accuracy and that of the loss. */
export interface Curve {
  readonly quantity: string;
  readonly name: string;
  readonly title: string;
  readonly axisTitle: string;
  /** d3 format of the axis and of tooltips. */
  readonly format: string;
  readonly tooltipFormat: string;
  /** One sentence on what is drawn. */
  readonly what: string;
}

/** A logarithmic axis pays from this ratio of largest to smallest mean. */
const logarithmicFrom = 50;

/** A quantity over the epochs by arm: test solid, train dashed, range over seeds as a band around test. */
export function learningCurve(curve: Curve): Figure {
  return {
    name: curve.name,
    title: curve.title,
    caption(run) {
      const points = curveRows(run, curve);
      const band = hasSpread(run) ? " Bands span the lowest and highest seed on test samples." : "";
      return `${curve.what} Solid: test samples, dashed: training samples; ${meanOver(points)}.${band}${absentArms(run, points)}`;
    },
    spec: (run) => spec(run, curve),
  };
}

function curveRows(run: RunView, curve: Curve) {
  return summariseBy(thinEpochs(splitRecords(run, curve.quantity)), ["arm", "split", "epoch"]).map((group) => ({
    arm: String(group.arm),
    split: String(group.split),
    epoch: Number(group.epoch),
    seeds: group.n,
    mean: group.mean,
    low: group.low,
    high: group.high,
  }));
}

function spec(run: RunView, curve: Curve): VegaLiteSpec | undefined {
  const rows = curveRows(run, curve);
  if (rows.length === 0) return undefined;
  const arms = run.experiment.arms.map((arm) => arm.name).filter((arm) => rows.some((row) => row.arm === arm));
  const bounds = rows.flatMap((row) => (row.split === "test" ? [row.low, row.high] : [row.mean]));
  const [low, high] = [Math.min(...bounds), Math.max(...bounds)];
  const scale =
    low > 0 && high / low > logarithmicFrom
      ? { type: "log", domain: [low, high], nice: true }
      : { domain: niceDomain(bounds) };
  return {
    data: { values: rows },
    width: 520,
    height: 280,
    encoding: {
      x: epochAxis(rows),
      color: { field: "arm", type: "nominal", title: "Arm", scale: { domain: arms } },
    },
    layer: [
      {
        transform: [{ filter: { field: "split", equal: "test" } }],
        mark: { type: "area", opacity: 0.16 },
        encoding: {
          y: { field: "low", type: "quantitative", scale, axis: { title: curve.axisTitle, format: curve.format } },
          y2: { field: "high" },
        },
      },
      {
        mark: { type: "line", strokeWidth: 1.8 },
        encoding: {
          y: { field: "mean", type: "quantitative" },
          strokeDash: {
            field: "split",
            type: "nominal",
            title: "Samples",
            scale: {
              domain: ["test", "train"],
              range: [
                [1, 0],
                [5, 3],
              ],
            },
            legend: { symbolType: "stroke", symbolSize: 300, symbolStrokeWidth: 1.8 },
          },
        },
      },
      {
        mark: { type: "point", filled: true, opacity: curvePoint(rows) === "transparent" ? 0 : 1, size: 14 },
        encoding: {
          y: { field: "mean", type: "quantitative" },
          tooltip: [
            { field: "arm", type: "nominal" },
            { field: "split", type: "nominal" },
            { field: "epoch", type: "quantitative" },
            { field: "mean", type: "quantitative", format: curve.tooltipFormat, title: "mean" },
            { field: "low", type: "quantitative", format: curve.tooltipFormat, title: "lowest seed" },
            { field: "high", type: "quantitative", format: curve.tooltipFormat, title: "highest seed" },
            { field: "seeds", type: "quantitative" },
          ],
        },
      },
    ],
  };
}
