import type { Figure, MeasureSpec, RunView, VegaLiteSpec } from "@infoplane/contracts";
import { lastEpochText } from "../select/epoch-text.ts";
import { absentArms } from "../select/absent-arms.ts";
import { finalRecords } from "../select/final-records.ts";
import { hasSpread } from "../select/has-spread.ts";
import { meanOver } from "../select/mean-over.ts";
import { memoize } from "../select/memoize.ts";
import { bandOf } from "../stats/spread.ts";
import { summariseBy } from "../stats/summarise-by.ts";
import { numberOf, scaleMeaning, type NhsicScale } from "./nhsic-rows.ts";
import { armColour } from "./parts/arm-colour.ts";
import { niceDomain } from "./parts/nice-domain.ts";
import { focused, focusParam } from "./parts/params.ts";

interface Row {
  /** `nHSIC(X; Z)`. */
  readonly quantity: string;
  readonly arm: string;
  readonly depth: number;
  readonly block: string;
  /** `128 · 1e-5`: the values of {@link sharedNames}; `samples 128, eps 1e-5` if settings have different names. */
  readonly setting: string;
  readonly seeds: number;
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

/** Limit on the blocks drawn for each quantity: first, last and some in between. */
const mostBlocks = 6;

/** A measure under every combination of its settings, by arm: does the order of the arms survive? */
export function sensitivity(scale: NhsicScale): Figure {
  return {
    name: `sensitivity-${scale}`,
    title: `Sensitivity to the settings of the measure (${scale})`,
    caption(run) {
      const rows = rowsOf(run, scale);
      const { drawn, all } = depthsOf(rows);
      const some = drawn.length < all ? ` Drawn: blocks ${drawn.join(", ")} of ${all}.` : "";
      return (
        `${quantitiesOf(rows).join(" and ")} ${lastEpochText(run)} under every combination of settings, by block: where the order ` +
        `of the arms changes from row to row, the finding depends on the settings. Points: ${meanOver(run, rows, "finished")}` +
        `${hasSpread(run) ? "; lines span the lowest and highest seed" : ""}.${some} ${scaleMeaning[scale]}${absentArms(run, rows)}`
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
  const { drawn } = depthsOf(rows);
  const panels = quantitiesOf(rows).flatMap((quantity) => drawn.map((depth) => ({ quantity, depth })));
  return {
    params: [focusParam],
    data: { values: rows.filter((row) => drawn.includes(row.depth)) },
    columns: 2,
    concat: panels.map(({ quantity, depth }) => {
      const own = rows.filter((row) => row.depth === depth && row.quantity === quantity);
      const x = {
        type: "quantitative",
        scale: { domain: niceDomain(own.flatMap((row) => [row.low, row.high])) },
        axis: { title: `${quantity}, ${scale}`, tickCount: 5 },
      };
      return {
        title: { text: `block ${depth}`, anchor: "middle", fontSize: 12 },
        width: 250,
        height: settings.length * Math.max(14, 7 * arms),
        transform: [{ filter: { field: "depth", equal: depth } }, { filter: { field: "quantity", equal: quantity } }],
        encoding: {
          y: {
            field: "setting",
            type: "nominal",
            scale: { domain: settings },
            axis: { title: sharedNames(run)?.join(" · ") ?? null, labelLimit: 260, grid: true },
          },
          yOffset: { field: "arm", type: "nominal" },
        },
        layer: [
          {
            mark: { type: "rule", strokeWidth: 1.4 },
            encoding: { x: { field: "low", ...x }, x2: { field: "high" }, color, opacity: focused(1, 0.12, drawn) },
          },
          {
            mark: { type: "point", filled: true, size: 34 },
            encoding: {
              x: { field: "mean", ...x },
              color,
              opacity: focused(1, 0.12, drawn),
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

const quantitiesOf = (rows: readonly Row[]): string[] => [...new Set(rows.map((row) => row.quantity))];

/** Which blocks are drawn, out of how many. */
function depthsOf(rows: readonly Row[]): { readonly drawn: readonly number[]; readonly all: number } {
  const depths = [...new Set(rows.map((row) => row.depth))].sort((a, b) => a - b);
  if (depths.length <= mostBlocks) return { drawn: depths, all: depths.length };
  const places = Array.from({ length: mostBlocks }, (_, i) => Math.round((i * (depths.length - 1)) / (mostBlocks - 1)));
  return { drawn: places.flatMap((place) => depths[place] ?? []), all: depths.length };
}

/** The metric of the first sensitivity, for each pair of variables that it is measured on. */
function varied({ experiment: { measures } }: RunView): MeasureSpec[] {
  const first = measures.find(({ setting }) => setting);
  return measures.filter(({ setting, name }) => setting && name === first?.name);
}

/** Names of the settings, if all combinations have the same ones. */
function sharedNames(run: RunView): readonly string[] | undefined {
  const names = varied(run).map(({ setting }) => Object.keys(setting ?? {}));
  const [first] = names;
  return names.every((own) => own.join() === first?.join()) ? first : undefined;
}

/** `nHSIC(X; Z)` for `nhsic(X, Z, eps: 1e-6)`, as on the other figures. */
function quantityName(label: string): string {
  const pair = /^([\w-]+)\(\s*([XYZ])\s*,\s*([XYZ])/.exec(label);
  if (!pair) return label;
  const [, name = "", a = "", b = ""] = pair;
  return `${name.replace("nhsic", "nHSIC").replace(/^(hsic|cka)$/, (short) => short.toUpperCase())}(${a}; ${b})`;
}

const rowsOf = memoize((run: RunView, scale: string): Row[] => {
  const final = finalRecords(run);
  const shared = sharedNames(run) !== undefined;
  return varied(run).flatMap(({ label, setting }) => {
    const text = Object.entries(setting ?? {})
      .map(([name, value]) => [name, typeof value === "number" ? formatValue(value) : String(value)] as const)
      .map(([name, value]) => (shared ? value : `${name} ${value}`))
      .join(shared ? " · " : ", ");
    const own = final.filter(
      (record) => (record["measure"] ?? record.quantity) === label && record.depth !== undefined,
    );
    return summariseBy(own, ["arm", "block", "depth"], numberOf(scale as NhsicScale)).map((group) => ({
      quantity: quantityName(label),
      arm: String(group.arm),
      depth: Number(group.depth),
      block: String(group.block ?? group.depth),
      setting: text,
      seeds: group.n,
      mean: group.mean,
      ...bandOf(group, "range"),
    }));
  });
});

/** `0.00001` as `1e-5`. */
function formatValue(value: number): string {
  return value !== 0 && Math.abs(value) < 1e-2 ? value.toExponential().replace("e+", "e") : String(value);
}
