import type { Figure, MeasureSpec, RunView, VegaLiteSpec } from "@infoplane/contracts";
import { absentArms } from "../select/absent-arms.ts";
import { finalRecords } from "../select/final-records.ts";
import { meanOver } from "../select/mean-over.ts";
import { bandOf } from "../stats/spread.ts";
import { summariseBy } from "../stats/summarise-by.ts";
import { numberOf, scaleMeaning, type NhsicScale } from "./nhsic-rows.ts";
import { armColour } from "./parts/arm-colour.ts";
import { niceDomain } from "./parts/nice-domain.ts";
import { focusParam } from "./parts/params.ts";

interface Row {
  readonly arm: string;
  readonly depth: number;
  readonly block: string;
  /** `samples 128, eps 1e-5`. */
  readonly setting: string;
  readonly seeds: number;
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

/** Blocks that are drawn when there are more: first, last and two between. */
const mostBlocks = 4;

/** A measure under every combination of its settings, by arm: does the order of the arms survive? */
export function sensitivity(scale: NhsicScale): Figure {
  return {
    name: `sensitivity-${scale}`,
    title: `Does it depend on the settings of the measure? (${scale})`,
    caption(run) {
      const rows = rowsOf(run, scale);
      return (
        `${measureName(run)} after the last epoch under every combination of its settings, by block: a finding that ` +
        `depends on the setting changes its order or vanishes from row to row. Points: ${meanOver(rows, "finished")}; ` +
        `lines span the lowest and highest seed. ${scaleMeaning[scale]}${absentArms(run, rows)}`
      );
    },
    spec: (run) => spec(run, rowsOf(run, scale), scale),
  };
}

function spec(run: RunView, rows: readonly Row[], scale: NhsicScale): VegaLiteSpec | undefined {
  if (rows.length === 0) return undefined;
  const settings = [...new Set(rows.map((row) => row.setting))];
  const arms = new Set(rows.map((row) => row.arm)).size;
  const color = armColour(run, rows);
  const depths = chosen([...new Set(rows.map((row) => row.depth))].sort((a, b) => a - b));
  return {
    params: [focusParam],
    data: { values: rows.filter((row) => depths.includes(row.depth)) },
    columns: 2,
    concat: depths.map((depth, i) => {
      const own = rows.filter((row) => row.depth === depth);
      const x = {
        type: "quantitative",
        scale: { domain: niceDomain(own.flatMap((row) => [row.low, row.high])) },
        axis: { title: `${measureName(run)}, ${scale}`, tickCount: 5 },
      };
      return {
        title: { text: `block ${depth}`, anchor: "middle", fontSize: 12 },
        width: 280,
        height: settings.length * Math.max(14, 7 * arms),
        transform: [{ filter: { field: "depth", equal: depth } }],
        encoding: {
          y: {
            field: "setting",
            type: "nominal",
            scale: { domain: settings },
            axis: { title: null, labels: i % 2 === 0, ticks: i % 2 === 0, labelLimit: 260, grid: true },
          },
          yOffset: { field: "arm", type: "nominal" },
        },
        layer: [
          {
            mark: { type: "rule", strokeWidth: 1.4 },
            encoding: { x: { field: "low", ...x }, x2: { field: "high" }, color },
          },
          {
            mark: { type: "point", filled: true, size: 34, opacity: 1 },
            encoding: {
              x: { field: "mean", ...x },
              color,
              tooltip: [
                { field: "arm", type: "nominal" },
                { field: "block", type: "nominal" },
                { field: "setting", type: "nominal" },
                { field: "mean", type: "quantitative", format: ".3g" },
                { field: "low", type: "quantitative", format: ".3g", title: "lowest seed" },
                { field: "high", type: "quantitative", format: ".3g", title: "highest seed" },
                { field: "seeds", type: "quantitative" },
              ],
            },
          },
        ],
      };
    }),
  };
}

function chosen(depths: readonly number[]): number[] {
  if (depths.length <= mostBlocks) return [...depths];
  const places = Array.from({ length: mostBlocks }, (_, i) => Math.round((i * (depths.length - 1)) / (mostBlocks - 1)));
  return places.flatMap((place) => depths[place] ?? []);
}

function varied(run: RunView): MeasureSpec[] {
  const first = run.experiment.measures.find(({ setting }) => setting);
  return run.experiment.measures.filter(
    ({ setting, name, options }) => setting && name === first?.name && sameVariables(options, first.options),
  );
}

/** The first sensitivity of the experiment is drawn: measures of the same two variables. */
function sameVariables(a: MeasureSpec["options"], b: MeasureSpec["options"]): boolean {
  return a["a"] === b["a"] && a["b"] === b["b"];
}

function measureName(run: RunView): string {
  const label = varied(run)[0]?.label ?? "";
  return /^[\w-]+\(\s*([XYZ])\s*,\s*([XYZ])/.test(label)
    ? label.replace(/^([\w-]+)\(\s*([XYZ])\s*,\s*([XYZ]).*$/, "$1($2; $3)")
    : label;
}

function rowsOf(run: RunView, scale: NhsicScale): Row[] {
  const final = finalRecords(run);
  return varied(run).flatMap(({ label, setting }) => {
    const text = Object.entries(setting ?? {})
      .map(([name, value]) => `${name} ${typeof value === "number" ? formatValue(value) : String(value)}`)
      .join(", ");
    const own = final.filter(
      (record) => (record["measure"] ?? record.quantity) === label && record.depth !== undefined,
    );
    return summariseBy(own, ["arm", "layer", "depth"], numberOf(scale)).map((group) => ({
      arm: String(group.arm),
      depth: Number(group.depth),
      block: String(group.layer ?? group.depth),
      setting: text,
      seeds: group.n,
      mean: group.mean,
      ...bandOf(group, "range"),
    }));
  });
}

/** `0.00001` as `1e-5`. */
function formatValue(value: number): string {
  return value !== 0 && Math.abs(value) < 1e-2 ? value.toExponential().replace("e+", "e") : String(value);
}
