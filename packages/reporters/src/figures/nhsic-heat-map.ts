import type { Figure, RunView, VegaLiteSpec } from "@infoplane/contracts";
import { absentArms } from "../select/absent-arms.ts";
import { blockLabels, blockNames } from "../select/blocks.ts";
import { meanOver } from "../select/mean-over.ts";
import { thinned } from "../select/thin-epochs.ts";
import { nhsicRecords, nhsicRows, probeSamples, scaleMeaning, type NhsicScale } from "./nhsic-rows.ts";
import { panelGrid } from "./parts/panel-grid.ts";
import { focused, focusParam } from "./parts/params.ts";

/** nHSIC as colour over epochs (across) and blocks (up): a column per arm, a row per quantity. */
export function nhsicHeatMap(scale: NhsicScale): Figure {
  return {
    name: `nhsic-heat-map-${scale}`,
    title: `nHSIC over epochs and blocks (${scale})`,
    caption(run) {
      const points = nhsicRows(run, scale, { spread: "range" });
      return (
        `Dependence of each block's output Z on the input X and on the label Y: epochs across, blocks up ` +
        `(1 is nearest the input), the value as colour; ${meanOver(run, points)}${probeSamples(run)}. ${scaleMeaning[scale]}` +
        `${blockNames(run)}${thinned(nhsicRecords(run))}${absentArms(run, points)}`
      );
    },
    spec: (run) => spec(run, scale),
  };
}

function spec(run: RunView, scale: NhsicScale): VegaLiteSpec | undefined {
  const rows = nhsicRows(run, scale, { spread: "range" }).map(
    ({ quantity, arm, block, depth, epoch, seeds, mean }) => ({
      quantity,
      arm,
      block,
      depth,
      epoch,
      seeds,
      mean,
    }),
  );
  if (rows.length === 0) return undefined;
  const blocks = [...new Set(rows.map((row) => row.depth))].sort((a, b) => b - a);
  return panelGrid(
    run,
    rows,
    ({ quantity, rows: own }) => ({
      mark: { type: "rect" },
      encoding: {
        x: {
          field: "epoch",
          type: "ordinal",
          axis: { title: "Epoch", labelAngle: 0, labelOverlap: true, ticks: false, domain: false },
        },
        y: {
          field: "depth",
          type: "ordinal",
          scale: { domain: blocks },
          axis: { title: "Block", labelOverlap: true, ticks: false, domain: false, ...blockLabels(run) },
        },
        color: heatScale(
          "mean",
          quantity,
          own.map((row) => row.mean),
        ),
        opacity: focused(1, 0.25),
        tooltip: [
          { field: "arm", type: "nominal" },
          { field: "block", type: "nominal" },
          { field: "epoch", type: "quantitative" },
          { field: "mean", type: "quantitative", format: ".3g", title: `${quantity}, ${scale}` },
          { field: "seeds", type: "quantitative" },
        ],
      },
    }),
    {
      height: Math.min(260, Math.max(110, blocks.length * 22)),
      params: [focusParam],
      independent: ["color"],
      rowTitle: (quantity) => `${quantity}, ${scale}`,
    },
  );
}

/** The colour channel of a heat map: viridis over the range of the values, with a colour bar. */
function heatScale(field: string, title: string, values: readonly number[]): VegaLiteSpec {
  const domain = [Math.min(...values), Math.max(...values)];
  return {
    field,
    type: "quantitative",
    title,
    scale: { scheme: "viridis", domain },
    legend: { gradientLength: 110, tickCount: 4, format: ".3~r" },
  };
}
