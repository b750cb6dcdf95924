import type { Figure, RunView, VegaLiteSpec } from "@infoplane/contracts";
import { absentArms } from "../select/absent-arms.ts";
import { finalBySeed } from "../select/final-by-seed.ts";
import { finalRecords } from "../select/final-records.ts";
import { armColour } from "./parts/arm-colour.ts";
import { niceDomain } from "./parts/nice-domain.ts";

interface Row {
  readonly arm: string;
  readonly seed: number;
  readonly cost: number;
  readonly accuracy: number;
  readonly kind: string;
}

/** Costs that are measured, with the unit they are drawn in; the time of a cell is always known. */
const measured: readonly { readonly quantity: string; readonly kind: string; readonly per: number }[] = [
  { quantity: "step-time", kind: "Time per step (ms)", per: 1e-3 },
  { quantity: "peak-memory", kind: "Peak memory (MiB)", per: 2 ** 20 },
  { quantity: "flops", kind: "Forward pass of one sample (MFLOP)", per: 1e6 },
  { quantity: "parameters", kind: "Parameters (thousands)", per: 1e3 },
];
const cellTime = "Time per seed (s)";

/** Final test accuracy against what it cost: a point per seed, a panel per kind of cost. */
export const costAndAccuracy: Figure = {
  name: "cost-and-accuracy",
  title: "Cost and accuracy",
  caption(run) {
    const rows = rowsOf(run);
    const { told, same } = kindsOf(rows);
    const seeds = new Set(rows.map((row) => row.seed)).size;
    return (
      `Test accuracy after the last epoch against what it cost: ${seeds === 1 ? "one seed" : `${seeds} seeds`} per arm, ` +
      "each a point; up and to the left is better." +
      (told.includes(cellTime)
        ? " Time per seed holds training and measuring; cells that ran side by side share the machine, so compare it with care."
        : "") +
      (same.length > 0 ? ` The same for all, and not drawn: ${same.join(", ")}.` : "") +
      absentArms(run, rows)
    );
  },
  spec(run) {
    const rows = rowsOf(run);
    const kinds = kindsOf(rows).told;
    if (kinds.length === 0) return undefined;
    const y = niceDomain(rows.map((row) => row.accuracy));
    return {
      data: { values: rows.filter((row) => kinds.includes(row.kind)) },
      columns: kinds.length === 3 ? 3 : 2,
      concat: kinds.map((kind) => panel(run, rows, kind, y, kinds.length === 3 ? 220 : 320)),
    };
  },
};

/** Costs that tell points apart, and those that all have in common: these would be one upright line of points. */
function kindsOf(rows: readonly Row[]): { readonly told: readonly string[]; readonly same: readonly string[] } {
  const told: string[] = [];
  const same: string[] = [];
  for (const kind of new Set(rows.map((row) => row.kind))) {
    const costs = new Set(rows.filter((row) => row.kind === kind).map((row) => row.cost));
    const [cost = 0] = costs;
    if (costs.size > 1 || kind === cellTime) told.push(kind);
    else same.push(`${kind.charAt(0).toLowerCase()}${kind.slice(1)} ${Number(cost.toPrecision(4))}`);
  }
  return { told, same };
}

function panel(
  run: RunView,
  rows: readonly Row[],
  kind: string,
  y: readonly [number, number],
  width: number,
): VegaLiteSpec {
  const own = rows.filter((row) => row.kind === kind);
  return {
    width,
    height: 220,
    transform: [{ filter: { field: "kind", equal: kind } }],
    mark: { type: "point", filled: true, size: 70, opacity: 0.85 },
    encoding: {
      x: {
        field: "cost",
        type: "quantitative",
        title: kind,
        scale: { domain: niceDomain(own.map((row) => row.cost)) },
        axis: { tickCount: 5, labelOverlap: true },
      },
      y: {
        field: "accuracy",
        type: "quantitative",
        title: "Test accuracy",
        scale: { domain: y },
        axis: { format: ".1~%", tickCount: 5 },
      },
      color: armColour(run, rows),
      tooltip: [
        { field: "arm", type: "nominal" },
        { field: "seed", type: "ordinal" },
        { field: "accuracy", type: "quantitative", format: ".2%" },
        { field: "cost", type: "quantitative", format: ".4~g", title: kind },
      ],
    },
  };
}

function rowsOf(run: RunView): Row[] {
  const accuracy = finalBySeed(run, "accuracy", "test");
  const row = (arm: string, seed: number, cost: number, kind: string): Row[] => {
    const reached = accuracy.get(arm)?.get(seed);
    return reached === undefined ? [] : [{ arm, seed, cost, accuracy: reached, kind }];
  };
  const whole = finalRecords(run).filter((record) => record.layer === undefined);
  return [
    ...run.cells.flatMap(({ arm, seed, status }) =>
      status.state === "done" ? row(arm, seed, status.seconds, cellTime) : [],
    ),
    ...measured.flatMap(({ quantity, kind, per }) =>
      whole.flatMap((record) =>
        record.quantity === quantity && record.value !== null
          ? row(record.arm, record.seed, record.value / per, kind)
          : [],
      ),
    ),
  ];
}
