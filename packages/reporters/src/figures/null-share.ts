import type { Figure, RunRecord, RunView, VegaLiteSpec } from "@infoplane/contracts";
import { lastEpochText } from "../select/epoch-text.ts";
import { absentArms } from "../select/absent-arms.ts";
import { blockAxis, blockNames } from "../select/blocks.ts";
import { dependence } from "../select/dependence.ts";
import { finalRecords } from "../select/final-records.ts";
import { meanOver } from "../select/mean-over.ts";
import { memoize } from "../select/memoize.ts";
import { summariseBy } from "../stats/summarise-by.ts";
import { probeSamples } from "./nhsic-rows.ts";
import { niceDomain } from "./parts/nice-domain.ts";
import { panelGrid, type GridPanel } from "./parts/panel-grid.ts";
import { focused, focusParam } from "./parts/params.ts";

/** How much of the raw nHSIC at the last epoch unrelated variables would also show, by block and arm. */
export const nullShare: Figure = {
  name: "null-share",
  title: "How much of the raw nHSIC is chance",
  caption(run) {
    const points = allShares(run);
    return (
      `Raw nHSIC ${lastEpochText(run)} (ring) and its exact mean when samples are re-paired at random (dash), by block; ` +
      `the line between them is what is more than chance; ${meanOver(run, points, "finished")}` +
      `${probeSamples(run)}.${blockNames(run)}${absentArms(run, points)}`
    );
  },
  spec(run) {
    const rows = allShares(run);
    return rows.length === 0
      ? undefined
      : panelGrid(run, rows, (panel) => draw(panel, blockAxis(run)), { params: [focusParam] });
  },
};

interface Row {
  readonly quantity: string;
  readonly arm: string;
  readonly depth: number;
  readonly seeds: number;
  readonly raw: number;
  readonly chance: number;
  readonly share: number;
}

/** Keeps the largest value far enough below the end of the axis for its ring to stay inside the panel. */
const roomForRing = 1.04;

const allShares = memoize((run: RunView): Row[] => (["X", "Y"] as const).flatMap((on) => shares(run, on)));

function shares(run: RunView, on: "X" | "Y"): Row[] {
  const measured = dependence(run, on);
  if (!measured) return [];
  const final = new Set<RunRecord>(finalRecords(run));
  const records = measured.records.filter(
    (r) => final.has(r) && typeof r["null_mean"] === "number" && r.value !== null,
  );
  const chance = summariseBy(records, ["arm", "depth"], (record) => record["null_mean"]);
  return summariseBy(records, ["arm", "depth"]).map((group, i) => ({
    quantity: measured.title,
    arm: String(group.arm),
    depth: Number(group.depth),
    seeds: group.n,
    raw: group.mean,
    chance: chance[i]?.mean ?? 0,
    share: (chance[i]?.mean ?? 0) / group.mean,
  }));
}

function draw({ quantity, rows }: GridPanel<Row>, axis: VegaLiteSpec): VegaLiteSpec {
  const domain = niceDomain(
    rows.flatMap((row) => [row.raw * roomForRing, row.chance]),
    { zero: true },
  );
  const shape = {
    field: "what",
    type: "nominal",
    title: null,
    legend: { orient: "bottom", symbolSize: 70 },
    scale: { domain: ["raw nHSIC", "expected by chance"], range: ["circle", "stroke"] },
  };
  const y = { type: "quantitative", scale: { domain }, axis: { title: `${quantity}, raw`, tickCount: 5 } };
  const tooltip = [
    { field: "arm", type: "nominal" },
    { field: "depth", type: "ordinal", title: "block" },
    { field: "raw", type: "quantitative", format: ".3g", title: "raw" },
    { field: "chance", type: "quantitative", format: ".3g", title: "expected by chance" },
    { field: "share", type: "quantitative", format: ".1%", title: "share of chance" },
    { field: "seeds", type: "quantitative" },
  ];
  return {
    encoding: {
      x: { field: "depth", type: "ordinal", axis },
    },
    layer: [
      {
        mark: { type: "rule", strokeWidth: 1.6, style: "spread" },
        encoding: { y: { field: "chance", ...y }, y2: { field: "raw" }, opacity: focused() },
      },
      {
        transform: [{ calculate: "'raw nHSIC'", as: "what" }],
        mark: { type: "point", style: "ink", size: 36 },
        encoding: { y: { field: "raw", ...y }, shape, tooltip, opacity: focused() },
      },
      {
        transform: [{ calculate: "'expected by chance'", as: "what" }],
        mark: { type: "point", style: "ink", size: 150 },
        encoding: { y: { field: "chance", ...y }, shape, tooltip, opacity: focused() },
      },
    ],
  };
}
