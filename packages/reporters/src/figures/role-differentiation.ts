import { dueEpochsOf, labelOf, planeValue } from "@infoplane/analysis";
import type { Figure, RunRecord, RunView, VegaLiteSpec } from "@infoplane/contracts";
import { absentArms } from "../select/absent-arms.ts";
import { dependence } from "../select/dependence.ts";
import { meanOver } from "../select/mean-over.ts";
import { memoize } from "../select/memoize.ts";
import { summarise } from "../stats/summary.ts";
import { probeSamples, type NhsicScale } from "./nhsic-rows.ts";
import { armRows } from "./parts/arm-rows.ts";
import { armColour, drawnArms } from "./parts/arm-colour.ts";
import { niceDomain } from "./parts/nice-domain.ts";

interface Row {
  readonly arm: string;
  readonly seed: number;
  readonly value: number;
}

const units: Readonly<Record<NhsicScale, string>> = {
  corrected: "In units of corrected nHSIC.",
  raw: "Raw nHSIC, each axis in units of the largest value possible there.",
};

/** How differently the blocks move on the information plane: a point per seed and the mean, by arm. */
export function roleDifferentiation(scale: NhsicScale): Figure {
  return {
    name: `role-differentiation-${scale}`,
    title: `Role differentiation (${scale})`,
    caption(run) {
      const rows = rowsOf(run, scale);
      const counts = meanRows(rows).map(({ n }) => ({ seeds: n }));
      return (
        "How differently the blocks move on the information plane: the gap between two blocks minus its mean over training, " +
        "as a root mean square over training (each measurement weighted by the epochs around it) and over all pairs of blocks. " +
        "At 0 all blocks move in parallel. Points: single seeds; bar: " +
        `${meanOver(run, counts, "have it")}${probeSamples(run)}. ${units[scale]}${absentArms(run, rows)}`
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

/** The number by which a claim about it is judged. */
const rowsOf = memoize((run: RunView, scale: string): Row[] => {
  const [x, y] = [dependence(run, "X")?.records ?? [], dependence(run, "Y")?.records ?? []];
  const [onX, onY] = [x[0], y[0]];
  if (!onX || !onY) return [];
  const axes = { x: labelOf(onX), y: labelOf(onY), field: scale === "raw" ? undefined : "corrected" };
  const byCell = new Map(run.cells.map(({ hash }): [string, RunRecord[]] => [hash, []]));
  for (const record of [...x, ...y]) byCell.get(record.cell)?.push(record);
  return run.cells.flatMap(({ hash, arm, seed }) => {
    // A thinned run holds only some epochs.
    const due = run.thinned ? [] : dueEpochsOf(run.experiment, arm, [axes.x, axes.y]);
    const value = planeValue(byCell.get(hash) ?? [], axes, due);
    return typeof value === "number" ? [{ arm, seed, value }] : [];
  });
});
