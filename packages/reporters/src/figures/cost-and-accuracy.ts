import type { Figure, RunView, VegaLiteSpec } from "@infoplane/contracts";
import { lastEpochText } from "../select/epoch-text.ts";
import { absentArms } from "../select/absent-arms.ts";
import { finalBySeed } from "../select/final-by-seed.ts";
import { armColour } from "./parts/arm-colour.ts";
import { niceDomain } from "./parts/nice-domain.ts";

interface Row {
  readonly arm: string;
  readonly seed: number;
  readonly cost: number;
  readonly accuracy: number;
  readonly kind: string;
}

/**
 * Measured costs, with the unit they are drawn in; the time of a cell is always known. Each record of step time and
 * memory is of one epoch, and a rule that trains layer after layer has cheap epochs: all epochs count.
 */
const measured: readonly {
  readonly quantity: string;
  readonly kind: string;
  readonly per: number;
  readonly of: (epochs: readonly number[]) => number;
}[] = [
  { quantity: "step-time", kind: "Mean time per step (ms)", per: 1e-3, of: mean },
  { quantity: "peak-memory", kind: "Peak memory (MiB)", per: 2 ** 20, of: largest },
  { quantity: "flops", kind: "Forward pass of one sample (MFLOP)", per: 1e6, of: largest },
  { quantity: "parameters", kind: "Parameters without local heads (thousands)", per: 1e3, of: largest },
];
const cellTime = "Time per seed (s)";

/** Final test accuracy against its cost: a point per seed, a panel per kind of cost. */
export const costAndAccuracy: Figure = {
  name: "cost-and-accuracy",
  title: "Cost and accuracy",
  caption(run) {
    const rows = rowsOf(run);
    const { told, same } = kindsOf(rows);
    return (
      `Test accuracy ${lastEpochText(run)} against what it cost: ${seedsOf(rows)} per arm, ` +
      "each a point; up and to the left is better." +
      (told.includes(cellTime)
        ? " Time per seed includes training and measuring; cells that ran at the same time shared the machine, so compare it with care."
        : "") +
      (same.length > 0 ? ` Equal in all arms and not drawn: ${same.join(", ")}.` : "") +
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

/** `3 seeds`, or `1 to 3 seeds` if not all arms have the same number. */
function seedsOf(rows: readonly Row[]): string {
  const arms = [...new Set(rows.map((row) => row.arm))];
  const counts = arms.map((arm) => new Set(rows.filter((row) => row.arm === arm).map((row) => row.seed)).size);
  const [fewest, most] = [Math.min(...counts), Math.max(...counts)];
  if (fewest < most) return `${fewest} to ${most} seeds`;
  return most === 1 ? "one seed" : `${most} seeds`;
}

/** Costs that differ between points, and those that are equal for all: these would be one vertical line of points. */
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
        axis: { format: ".2~%", tickCount: 5 },
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
  const wanted = new Set(measured.map(({ quantity }) => quantity));
  const whole = run.records.filter(({ quantity, block }) => block === undefined && wanted.has(quantity));
  return [
    ...run.cells.flatMap(({ arm, seed, status }) =>
      status.state === "done" ? row(arm, seed, status.seconds, cellTime) : [],
    ),
    ...measured.flatMap(({ quantity, kind, per, of }) => {
      const epochs = new Map(run.cells.map(({ hash, arm, seed }) => [hash, { arm, seed, values: [] as number[] }]));
      for (const record of whole)
        if (record.quantity === quantity && record.value !== null) epochs.get(record.cell)?.values.push(record.value);
      return [...epochs.values()].flatMap(({ arm, seed, values }) =>
        values.length > 0 ? row(arm, seed, of(values) / per, kind) : [],
      );
    }),
  ];
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function largest(values: readonly number[]): number {
  return Math.max(...values);
}
