import type { Figure, RunRecord, RunView, VegaLiteSpec } from "@infoplane/contracts";
import { absentArms } from "../select/absent-arms.ts";
import { blockLabels, blockNames } from "../select/blocks.ts";
import { hasSpread } from "../select/has-spread.ts";
import { meanOver } from "../select/mean-over.ts";
import { memoize } from "../select/memoize.ts";
import { thinEpochs, thinned } from "../select/thin-epochs.ts";
import { bandText } from "../stats/spread.ts";
import { summariseBy } from "../stats/summarise-by.ts";
import { bandCurve } from "./parts/band-curve.ts";
import type { ProfileRow } from "./parts/depth-profile.ts";
import { epochAxis } from "./parts/epoch-axis.ts";
import { niceDomain } from "./parts/nice-domain.ts";
import { panelGrid } from "./parts/panel-grid.ts";
import { profileRow } from "./parts/profile-row.ts";
import { epochParam, epochRule, focused, focusParam } from "./parts/params.ts";

/** Every loss that an arm trains on, over epochs: a panel per arm, a line per block that has one. */
export const localLosses: Figure = {
  name: "local-losses",
  title: "Training losses by block",
  caption(run) {
    const points = rowsOf(run);
    const band = hasSpread(run) ? ` ${bandText("range")}` : "";
    return (
      `Every loss that an arm trains on, at the last block of its group, as mean over the steps of an epoch; ` +
      `${meanOver(run, points)}.${band}${blockNames(run)}${thinned(lossesOf(run))}${absentArms(run, points)}`
    );
  },
  spec: (run) => spec(run, rowsOf(run)),
};

function spec(run: RunView, rows: readonly ProfileRow[]): VegaLiteSpec | undefined {
  // With one loss per arm there is nothing to compare within an arm.
  if (new Set(rows.map((row) => row.depth)).size < 2) return undefined;
  const last = Math.max(...rows.map((row) => row.epoch));
  const blocks = [...new Set(rows.map((row) => row.depth))].sort((a, b) => a - b);
  const domain = niceDomain(rows.flatMap((row) => [row.low, row.high]));
  return panelGrid(
    run,
    rows,
    () => ({
      encoding: {
        x: epochAxis(rows),
        color: { field: "depth", type: "ordinal", title: "Block", scale: { domain: blocks }, legend: blockLabels(run) },
      },
      layer: [
        ...bandCurve({
          spread: "range",
          rows,
          seedRows: [],
          paths: ["depth"],
          y: { scale: { domain }, axis: { title: "Training loss", tickCount: 5 } },
          format: ".3g",
          opacity: focused(),
          about: [
            { field: "arm", type: "nominal" },
            { field: "block", type: "nominal" },
          ],
        }),
        epochRule(last),
      ],
    }),
    { params: [epochParam(last), focusParam] },
  );
}

const lossesOf = memoize((run: RunView): readonly RunRecord[] =>
  run.records.filter(({ quantity, depth }) => quantity === "training-loss" && depth !== undefined),
);

const rowsOf = memoize((run: RunView): ProfileRow[] =>
  summariseBy(thinEpochs(lossesOf(run)), ["arm", "block", "depth", "epoch"]).map((group) =>
    profileRow("training loss", group, "range"),
  ),
);
