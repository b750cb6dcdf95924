import type { Figure, RunRecord, RunView, VegaLiteSpec } from "@infoplane/contracts";
import { armsWithout, lastEpochOf, lastMeasured } from "../last-measured.ts";

const names = ["linear-probe", "knn-probe"];

/** Accuracy of the probes on each block after the last epoch: one column per probe, one line per arm. */
export const probesOverDepth: Figure = {
  name: "probes-over-depth",
  title: "Probe accuracy over depth",
  caption(run) {
    const rows = lastProbes(run);
    const seeds = new Set(rows.map((row) => row.seed)).size;
    return (
      `Test accuracy of classifiers trained on the frozen output of each block ${lastEpochOf(rows)}; ` +
      `${seeds === 1 ? "one seed" : `points: ${seeds} seeds, lines: their mean`}. Block 1 is nearest the input.${armsWithout(run, rows)}`
    );
  },
  spec(run): VegaLiteSpec | undefined {
    const rows = lastProbes(run);
    if (rows.length === 0) return undefined;
    const x = { field: "depth", type: "ordinal", title: "Block", axis: { labelAngle: 0 } };
    const y = {
      field: "value",
      type: "quantitative",
      title: "Test accuracy",
      scale: { zero: false },
      axis: { format: ".2~%" },
    };
    const color = {
      field: "arm",
      type: "nominal",
      title: "Arm",
      scale: { domain: run.experiment.arms.map((arm) => arm.name) },
    };
    return {
      params: [{ name: "focus", value: 0 }],
      data: { values: rows.map(({ arm, seed, depth, value, quantity }) => ({ arm, seed, depth, value, quantity })) },
      facet: { field: "quantity", type: "nominal", title: null },
      columns: 2,
      resolve: { axis: { x: "independent", y: "independent" } },
      spec: {
        width: 300,
        height: 200,
        layer: [
          { mark: "line", encoding: { x, y: { ...y, aggregate: "mean" }, color } },
          {
            mark: { type: "point", filled: true },
            encoding: {
              x,
              y,
              color,
              opacity: { condition: { test: "focus == 0 || datum.depth == focus", value: 0.7 }, value: 0.12 },
              tooltip: [
                { field: "arm", type: "nominal" },
                { field: "seed", type: "ordinal" },
                { field: "depth", type: "ordinal", title: "block" },
                { field: "value", type: "quantitative", format: ".2%", title: "test accuracy" },
              ],
            },
          },
        ],
      },
    };
  },
};

function lastProbes(run: RunView): RunRecord[] {
  return lastMeasured(
    run,
    run.records.filter((record) => names.includes(record.metric ?? "") && record.value !== null),
  );
}
