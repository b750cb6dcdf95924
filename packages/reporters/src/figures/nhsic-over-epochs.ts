import type { Figure, RunView, VegaLiteSpec } from "@infoplane/contracts";
import { absentArms } from "../select/absent-arms.ts";
import { blockNames } from "../select/blocks.ts";
import { dependence } from "../select/dependence.ts";
import { meanOver } from "../select/mean-over.ts";
import { hasSpread } from "../select/has-spread.ts";
import { thinEpochs } from "../select/thin-epochs.ts";
import { summariseBy } from "../stats/summarise-by.ts";
import { armTitle } from "./arm-title.ts";
import { blockGrid, gridPanelWidth } from "./block-grid.ts";
import { curvePoint } from "./curve-point.ts";
import { epochAxis } from "./epoch-axis.ts";
import { niceDomain } from "./nice-domain.ts";

/** Corrected nHSIC with input and label over the epochs: a column per arm, a row per quantity, a line per block. */
export const nhsicOverEpochs: Figure = {
  name: "nhsic-over-epochs",
  title: "Corrected nHSIC over epochs, by block",
  caption(run) {
    const points = allCurves(run);
    const samples = dependence(run, "X")?.samples ?? dependence(run, "Y")?.samples;
    const band = hasSpread(run) ? ` Bands span the lowest and highest seed.` : "";
    return (
      `Dependence of each block's output Z on the input X and on the label Y over training, ` +
      `0 is chance and 1 the largest possible value; ${meanOver(points)}` +
      `${samples ? `, ${samples} probe samples` : ""}.${band} Block 1 is nearest the input.${blockNames(run)}${absentArms(run, points)}`
    );
  },
  spec(run) {
    const rows = allCurves(run);
    if (rows.length === 0) return undefined;
    const arms = run.experiment.arms.map((arm) => arm.name).filter((arm) => rows.some((row) => row.arm === arm));
    const quantities = [...new Set(rows.map((row) => row.quantity))];
    const grid = blockGrid(quantities, arms, (arm, quantity) => panel(arm, quantity, rows, arms.length));
    return { data: { values: rows }, ...grid };
  },
};

interface Row {
  readonly quantity: string;
  readonly arm: string;
  readonly block: number;
  readonly epoch: number;
  readonly seeds: number;
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

function allCurves(run: RunView): Row[] {
  return (["X", "Y"] as const).flatMap((on) => curves(run, on));
}

function curves(run: RunView, on: "X" | "Y"): Row[] {
  const measured = dependence(run, on);
  if (!measured) return [];
  return summariseBy(thinEpochs(measured.records), ["arm", "depth", "epoch"], (record) => record["corrected"]).map(
    (group) => ({
      quantity: measured.title,
      arm: String(group.arm),
      block: Number(group.depth),
      epoch: Number(group.epoch),
      seeds: group.n,
      mean: group.mean,
      low: group.low,
      high: group.high,
    }),
  );
}

function panel(arm: string, quantity: string, rows: readonly Row[], arms: number): VegaLiteSpec {
  const own = rows.filter((row) => row.quantity === quantity);
  const blocks = [...new Set(rows.map((row) => row.block))].sort((a, b) => a - b);
  return {
    title: armTitle(arm),
    width: gridPanelWidth(arms),
    height: 170,
    transform: [
      {
        filter: {
          and: [
            { field: "arm", equal: arm },
            { field: "quantity", equal: quantity },
          ],
        },
      },
    ],
    encoding: {
      x: epochAxis(rows),
      color: { field: "block", type: "ordinal", title: "Block", scale: { domain: blocks } },
    },
    layer: [
      {
        mark: { type: "area", opacity: 0.16 },
        encoding: {
          y: {
            field: "low",
            type: "quantitative",
            scale: { domain: niceDomain(own.flatMap((row) => [row.low, row.high])) },
            axis: { title: `${quantity}, corrected`, tickCount: 5 },
          },
          y2: { field: "high" },
        },
      },
      {
        mark: { type: "line", strokeWidth: 1.6, point: curvePoint(rows) },
        encoding: {
          y: { field: "mean", type: "quantitative" },
          tooltip: [
            { field: "arm", type: "nominal" },
            { field: "block", type: "ordinal" },
            { field: "epoch", type: "quantitative" },
            { field: "mean", type: "quantitative", format: ".3g", title: "mean" },
            { field: "low", type: "quantitative", format: ".3g", title: "lowest seed" },
            { field: "high", type: "quantitative", format: ".3g", title: "highest seed" },
            { field: "seeds", type: "quantitative" },
          ],
        },
      },
    ],
  };
}
