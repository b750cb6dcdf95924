import type { Figure, RunView, VegaLiteSpec } from "@infoplane/contracts";
import { hasSpread } from "../select/has-spread.ts";
import { meanOver } from "../select/mean-over.ts";
import { otherMeasures } from "../select/other-measures.ts";
import { thinned } from "../select/thin-epochs.ts";
import { bandInstead, bandText } from "../stats/spread.ts";
import { absentFrom, otherRows, type OtherRows } from "./other-rows.ts";
import { armColour } from "./parts/arm-colour.ts";
import { bandCurve } from "./parts/band-curve.ts";
import { epochAxis } from "./parts/epoch-axis.ts";
import type { FigureOptions } from "./parts/figure-options.ts";
import { niceDomain } from "./parts/nice-domain.ts";
import { and } from "./parts/panel-grid.ts";
import { panelTitle } from "./parts/panel-title.ts";
import { epochParam, epochRule } from "./parts/params.ts";

/** Every network measure that has no figure of its own: one panel each over epochs, a line per arm. */
export function measuresOverEpochs({ spread }: FigureOptions): Figure {
  const band = bandInstead(spread);
  const rowsOf = (run: RunView): OtherRows => otherRows(otherMeasures(run).ofNetwork, band);
  return {
    name: "measures-over-epochs",
    title: "Measures over epochs",
    caption(run) {
      const { rows, omitted } = rowsOf(run);
      return (
        `Each measure of the network over training; ${meanOver(run, rows)}.${hasSpread(run) ? ` ${bandText(band)}` : ""}` +
        `${omitted}${thinned(otherMeasures(run).ofNetwork)}${absentFrom(run, rows)}`
      );
    },
    spec(run): VegaLiteSpec | undefined {
      const { rows } = rowsOf(run);
      if (rows.length === 0) return undefined;
      const last = Math.max(...rows.map((row) => row.epoch));
      return {
        params: [epochParam(last)],
        data: { values: rows },
        columns: 2,
        concat: [...new Set(rows.map((row) => row.quantity))].map((quantity) => {
          const own = rows.filter((row) => row.quantity === quantity);
          return {
            title: panelTitle(quantity),
            width: 340,
            height: 200,
            transform: [{ filter: and({ quantity }) }],
            encoding: { x: epochAxis(rows), color: armColour(run, rows) },
            layer: [
              ...bandCurve({
                spread: band,
                rows: own,
                seedRows: [],
                y: {
                  scale: { domain: niceDomain(own.flatMap((row) => [row.low, row.high])) },
                  axis: { title: null, tickCount: 5 },
                },
                format: ".3g",
                about: [{ field: "arm", type: "nominal" }],
              }),
              epochRule(last),
            ],
          };
        }),
      };
    },
  };
}
