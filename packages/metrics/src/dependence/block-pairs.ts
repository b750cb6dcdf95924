import type { Figure, Measurement, RunRecord, RunView, Snapshot, VegaLiteSpec, Variable } from "@infoplane/contracts";
import { inSeries } from "../in-series.ts";
import { armsWithout, lastEpochOf, lastMeasured } from "../last-measured.ts";

/** One measurement for each pair of blocks, the shallower one first; a block with itself is omitted as trivial. */
export function measureBlockPairs(
  { blocks }: Snapshot,
  compare: (a: Variable, b: Variable) => Promise<Measurement>,
): Promise<Measurement[]> {
  const pairs = blocks.flatMap((a, index) => blocks.slice(index + 1).map((b) => [a, b] as const));
  return inSeries(pairs, async ([a, b]) => ({
    ...(await compare(a, b)),
    ...(a.block !== undefined && { block: a.block }),
    ...(a.depth !== undefined && { depth: a.depth }),
    ...(b.block !== undefined && { other: b.block }),
    ...(b.depth !== undefined && { other_depth: b.depth }),
  }));
}

/** Blocks against blocks after the last epoch, a panel per arm: the corrected value, mean over seeds, in all cells. */
export function blockHeatMap(metric: string, title: string): Figure {
  return {
    name: metric,
    title: `${title} between blocks`,
    caption(run) {
      const rows = lastPairs(run, metric);
      const seeds = new Set(rows.map((row) => row.seed)).size;
      const samples = rows[0]?.["samples"];
      return (
        `${title} of the outputs of each pair of blocks ${lastEpochOf(rows)}, corrected for chance ` +
        `(0 is independence, 1 the largest possible value); ${seeds === 1 ? "one seed" : `mean over ${seeds} seeds`}` +
        `${typeof samples === "number" ? `, ${samples} probe samples` : ""}. Block 1 is nearest the input.${armsWithout(run, rows)}`
      );
    },
    spec(run): VegaLiteSpec | undefined {
      const rows = lastPairs(run, metric);
      if (rows.length === 0) return undefined;
      const cells = rows.flatMap(({ arm, seed, depth, ...row }) => {
        const value = row["corrected"];
        const other = row["other_depth"];
        return [
          { arm, seed, depth, other, value },
          { arm, seed, depth: other, other: depth, value },
          { arm, seed, depth, other: depth, value: 1 },
          { arm, seed, depth: other, other, value: 1 },
        ];
      });
      const axis = { type: "ordinal", axis: { labelAngle: 0, grid: false } };
      return {
        params: [{ name: "focus", value: 0 }],
        data: { values: cells },
        facet: { field: "arm", type: "nominal", title: null, sort: run.experiment.arms.map((arm) => arm.name) },
        columns: 4,
        // Shared axes would also be drawn below the empty cells of the last row.
        resolve: { axis: { x: "independent", y: "independent" } },
        spec: {
          width: 180,
          height: 180,
          mark: "rect",
          encoding: {
            x: { field: "depth", title: "Block", ...axis },
            y: { field: "other", title: "Block", ...axis },
            color: {
              field: "value",
              aggregate: "mean",
              type: "quantitative",
              title: `${title}, corrected`,
              scale: { scheme: "viridis", domain: [0, 1], clamp: true },
            },
            opacity: {
              condition: { test: "focus == 0 || datum.depth == focus || datum.other == focus", value: 1 },
              value: 0.25,
            },
            tooltip: [
              { field: "arm", type: "nominal" },
              { field: "depth", type: "ordinal", title: "block" },
              { field: "other", type: "ordinal", title: "with block" },
              { field: "value", aggregate: "mean", type: "quantitative", format: ".3f", title: `${title}, corrected` },
            ],
          },
        },
      };
    },
  };
}

function lastPairs(run: RunView, metric: string): RunRecord[] {
  const corrected = run.records.filter((record) => record.metric === metric && typeof record["corrected"] === "number");
  return lastMeasured(run, corrected, 1);
}
