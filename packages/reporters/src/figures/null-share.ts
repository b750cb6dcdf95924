import type { Figure, RunRecord, RunView, VegaLiteSpec } from "@infoplane/contracts";
import { absentArms } from "../select/absent-arms.ts";
import { blockNames } from "../select/blocks.ts";
import { dependence } from "../select/dependence.ts";
import { finalRecords } from "../select/final-records.ts";
import { meanOver } from "../select/mean-over.ts";
import { summariseBy } from "../stats/summarise-by.ts";
import { armTitle } from "./arm-title.ts";
import { blockGrid, gridPanelWidth } from "./block-grid.ts";
import { niceDomain } from "./nice-domain.ts";

/** How much of the raw nHSIC at the last epoch unrelated variables would show too, by block and arm. */
export const nullShare: Figure = {
  name: "null-share",
  title: "How much of the raw nHSIC is chance",
  caption(run) {
    const points = allShares(run);
    const samples = dependence(run, "X")?.samples ?? dependence(run, "Y")?.samples;
    return (
      `Raw nHSIC after the last epoch (disc) and its exact mean when samples are re-paired at random (ring), by block; ` +
      `the line between them is what is more than chance; ${meanOver(points, "finished")}` +
      `${samples ? `, ${samples} probe samples` : ""}.${blockNames(run)}${absentArms(run, points)}`
    );
  },
  spec(run) {
    const rows = allShares(run);
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
  readonly seeds: number;
  readonly raw: number;
  readonly chance: number;
  readonly share: number;
}

function allShares(run: RunView): Row[] {
  return (["X", "Y"] as const).flatMap((on) => shares(run, on));
}

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
    block: Number(group.depth),
    seeds: group.n,
    raw: group.mean,
    chance: chance[i]?.mean ?? 0,
    share: (chance[i]?.mean ?? 0) / group.mean,
  }));
}

function panel(arm: string, quantity: string, rows: readonly Row[], arms: number): VegaLiteSpec {
  const own = rows.filter((row) => row.quantity === quantity);
  const domain = niceDomain(
    own.flatMap((row) => [row.raw, row.chance]),
    { zero: true },
  );
  const color = {
    field: "what",
    type: "nominal",
    title: null,
    legend: { orient: "bottom" },
    scale: { domain: ["raw nHSIC", "expected by chance"] },
  };
  const y = { type: "quantitative", scale: { domain }, axis: { title: `${quantity}, raw`, tickCount: 5 } };
  const tooltip = [
    { field: "arm", type: "nominal" },
    { field: "block", type: "ordinal" },
    { field: "raw", type: "quantitative", format: ".3g", title: "raw" },
    { field: "chance", type: "quantitative", format: ".3g", title: "expected by chance" },
    { field: "share", type: "quantitative", format: ".1%", title: "share of chance" },
    { field: "seeds", type: "quantitative" },
  ];
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
      x: { field: "block", type: "ordinal", axis: { title: "Block", labelAngle: 0, labelOverlap: true, grid: false } },
    },
    layer: [
      {
        mark: { type: "rule", strokeWidth: 1.6, style: "spread" },
        encoding: { y: { field: "chance", ...y }, y2: { field: "raw" } },
      },
      {
        transform: [{ calculate: "'raw nHSIC'", as: "what" }],
        mark: { type: "point", filled: true, opacity: 1, size: 46 },
        encoding: { y: { field: "raw", ...y }, color, tooltip },
      },
      {
        transform: [{ calculate: "'expected by chance'", as: "what" }],
        mark: { type: "point", filled: false, size: 40, strokeWidth: 1.6 },
        encoding: { y: { field: "chance", ...y }, color, tooltip },
      },
    ],
  };
}
