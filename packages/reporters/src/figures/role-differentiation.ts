import { roleDifferentiation as roles } from "@infoplane/analysis";
import type { Figure, RunRecord, RunView, VegaLiteSpec } from "@infoplane/contracts";
import { absentArms } from "../select/absent-arms.ts";
import { dependence } from "../select/dependence.ts";
import { meanOver } from "../select/mean-over.ts";
import { summarise } from "../stats/summary.ts";
import { numberOf, probeSamples, type NhsicScale } from "./nhsic-rows.ts";
import { armRows } from "./parts/arm-rows.ts";
import { armColour, drawnArms } from "./parts/arm-colour.ts";
import { niceDomain } from "./parts/nice-domain.ts";

interface Row {
  readonly arm: string;
  readonly seed: number;
  readonly value: number;
}

/** How differently the blocks move on the information plane: a point per seed and the mean, by arm. */
export function roleDifferentiation(scale: NhsicScale): Figure {
  return {
    name: `role-differentiation-${scale}`,
    title: `Role differentiation (${scale})`,
    caption(run) {
      const rows = rowsOf(run, scale);
      const counts = meanRows(rows).map(({ n }) => ({ seeds: n }));
      return (
        "How differently the blocks move on the information plane: root mean square, over pairs of blocks and over training, " +
        "of how far their gap is from its mean. 0: all move in parallel. Points: single seeds; bar: " +
        `${meanOver(counts, "have it")}${probeSamples(run)}. In units of the plane's axes (${scale} nHSIC).${absentArms(run, rows)}`
      );
    },
    spec: (run) => spec(run, rowsOf(run, scale)),
  };
}

function spec(run: RunView, rows: readonly Row[]): VegaLiteSpec | undefined {
  if (rows.length === 0) return undefined;
  const arms = drawnArms(run, rows);
  const x = {
    type: "quantitative",
    scale: {
      domain: niceDomain(
        rows.map((row) => row.value),
        { zero: true },
      ),
    },
    axis: { title: "Role differentiation", tickCount: 5 },
  };
  const color = armColour(run, rows, false);
  return {
    data: { values: rows },
    width: 420,
    height: 36 * arms.length,
    encoding: armRows(arms),
    layer: [
      {
        mark: { type: "point", filled: true, size: 44, opacity: 0.6 },
        encoding: {
          x: { field: "value", ...x },
          color,
          tooltip: [
            { field: "arm", type: "nominal" },
            { field: "seed", type: "ordinal" },
            { field: "value", type: "quantitative", format: ".3g", title: "role differentiation" },
          ],
        },
      },
      {
        data: { values: meanRows(rows) },
        mark: { type: "tick", thickness: 3, size: 22 },
        encoding: { x: { field: "mean", ...x }, color },
      },
    ],
  };
}

function meanRows(rows: readonly Row[]) {
  return [...new Set(rows.map((row) => row.arm))].flatMap((arm) => {
    const summary = summarise(rows.filter((row) => row.arm === arm).map((row) => row.value));
    return summary ? [{ arm, mean: summary.mean, n: summary.n }] : [];
  });
}

function rowsOf(run: RunView, scale: NhsicScale): Row[] {
  const [x, y] = (["X", "Y"] as const).map((on) => byPlace(dependence(run, on)?.records ?? [], scale));
  return run.cells.flatMap(({ hash, arm, seed }) => {
    const layers = new Map<string, { epoch: number; x: number; y: number }[]>();
    for (const [key, point] of x?.get(hash) ?? []) {
      const other = y?.get(hash)?.get(key);
      if (!other) continue;
      const path = layers.get(point.layer) ?? [];
      path.push({ epoch: point.epoch, x: point.value, y: other.value });
      layers.set(point.layer, path);
    }
    const value = roles([...layers].map(([layer, points]) => ({ layer, points })));
    return value === undefined ? [] : [{ arm, seed, value }];
  });
}

/** The values of each cell by block and epoch. */
function byPlace(records: readonly RunRecord[], scale: NhsicScale) {
  const number = numberOf(scale);
  const cells = new Map<string, Map<string, { layer: string; epoch: number; value: number }>>();
  for (const record of records) {
    const value = number(record);
    if (typeof value !== "number") continue;
    const layer = String(record.layer ?? record.depth);
    const own = cells.get(record.cell) ?? new Map<string, { layer: string; epoch: number; value: number }>();
    own.set(`${layer} ${record.epoch}`, { layer, epoch: record.epoch, value });
    cells.set(record.cell, own);
  }
  return cells;
}
