import type { Figure, RunView, VegaLiteSpec } from "@infoplane/contracts";
import { absentArms } from "../select/absent-arms.ts";
import { blockLabels, blockNames } from "../select/blocks.ts";
import { hasSpread } from "../select/has-spread.ts";
import { meanOver } from "../select/mean-over.ts";
import { thinned } from "../select/thin-epochs.ts";
import { bandText } from "../stats/spread.ts";
import { nhsicRecords, nhsicRows, nhsicSeedRows, probeSamples, scaleMeaning, type NhsicScale } from "./nhsic-rows.ts";
import { bandCurve } from "./parts/band-curve.ts";
import { epochAxis } from "./parts/epoch-axis.ts";
import type { FigureOptions } from "./parts/figure-options.ts";
import { niceDomain } from "./parts/nice-domain.ts";
import { panelGrid } from "./parts/panel-grid.ts";
import { epochParam, epochRule, focused, focusParam } from "./parts/params.ts";

/** nHSIC with input and label over the epochs: a column per arm, a row per quantity, a line per block. */
export function nhsicOverEpochs(scale: NhsicScale, options: FigureOptions): Figure {
  return {
    name: `nhsic-over-epochs-${scale}`,
    title: `nHSIC over epochs, by block (${scale})`,
    caption(run) {
      const points = nhsicRows(run, scale, options);
      const band = hasSpread(run) ? ` ${bandText(options.spread)}` : "";
      return (
        `Dependence of each block's output Z on the input X and on the label Y over training; ` +
        `${meanOver(run, points)}${probeSamples(run)}.${band} ${scaleMeaning[scale]} Block 1 is nearest the input.` +
        `${blockNames(run)}${thinned(nhsicRecords(run))}${absentArms(run, points)}`
      );
    },
    spec: (run) => spec(run, scale, options),
  };
}

function spec(run: RunView, scale: NhsicScale, options: FigureOptions): VegaLiteSpec | undefined {
  const rows = nhsicRows(run, scale, options);
  if (rows.length === 0) return undefined;
  const last = Math.max(...rows.map((row) => row.epoch));
  const blocks = [...new Set(rows.map((row) => row.depth))].sort((a, b) => a - b);
  const seeds = nhsicSeedRows(run, scale, options);
  return panelGrid(
    run,
    rows,
    ({ arm, quantity, rows: own }) => {
      const ownSeeds = seeds.filter((row) => row.quantity === quantity);
      const bounds = [...own.flatMap((row) => [row.low, row.high]), ...ownSeeds.map((row) => row.value)];
      return {
        encoding: {
          x: epochAxis(rows),
          color: {
            field: "depth",
            type: "ordinal",
            title: "Block",
            scale: { domain: blocks },
            legend: blockLabels(run),
          },
        },
        layer: [
          ...bandCurve({
            spread: options.spread,
            rows,
            seedRows: ownSeeds.filter((row) => row.arm === arm),
            paths: ["depth"],
            y: {
              scale: { domain: niceDomain(bounds, { zero: scale === "corrected" }) },
              axis: { title: `${quantity}, ${scale}`, tickCount: 5 },
            },
            format: ".3g",
            opacity: focused(),
            about: [
              { field: "arm", type: "nominal" },
              { field: "block", type: "nominal" },
            ],
          }),
          epochRule(last),
        ],
      };
    },
    { params: [epochParam(last), focusParam] },
  );
}
