import {
  type BlockSpec,
  type Experiment,
  identityColumns,
  type Json,
  meanOverDraws,
  type QuantitySpec,
  type RunRecord,
} from "@infoplane/contracts";
import { dueEpochsOf, epochsMissing } from "./due-epochs-of.ts";
import { phaseOf, reducePoints, type Missing, type Point } from "./reduce-points.ts";
import { roleDifferentiation } from "./role-differentiation.ts";

/**
 * The value of a quantity in one training run. Of the records of its measure it takes those of the epoch (by default
 * the last), the part (test, if there are both) and the block that it names; over epochs or blocks it reduces all of
 * them to one number. `records`: those of one arm and seed; from several draws of samples, their means count.
 */
export function quantityValue(
  quantity: QuantitySpec,
  records: readonly RunRecord[],
  experiment: Experiment,
): number | Missing {
  const derived = quantity.selector["measure"] === undefined;
  const { records: means } = meanOverDraws(records, identityColumns(experiment.measures));
  if (!derived) return measuredValue(quantity, means, experiment);
  const axes = axesOf(quantity);
  return planeValue(means, axes, dueEpochsOf(experiment, quantity.arm, [axes.x, axes.y]));
}

function measuredValue(
  { selector, field, over, arm }: QuantitySpec,
  records: readonly RunRecord[],
  experiment: Experiment,
): number | Missing {
  const { architecture, arms } = experiment;
  const own = arms.find(({ name }) => name === arm);
  const epochs = own?.training.epochs ?? 0;
  const { blocks } = own?.architecture ?? architecture;
  const named: Readonly<Record<string, string | undefined>> = {
    first: blocks[0]?.name,
    middle: blocks[Math.ceil(blocks.length / 2) - 1]?.name,
    last: blocks.at(-1)?.name,
  };
  const { measure, split, block, depth, epoch = "end" } = selector;
  const rows = records.filter((row) => labelOf(row) === measure);
  const part = split ?? (rows.some((row) => row.split === "test") ? "test" : undefined);
  const wanted = typeof block === "string" ? (named[block] ?? block) : undefined;
  const at = epoch === "end" ? epochs : epoch;
  const chosen = rows.filter(
    (row) =>
      (part === undefined || row.split === part) &&
      (wanted === undefined || row.block === wanted) &&
      (depth === undefined || row.depth === depth) &&
      (over?.axis === "epochs" || row.epoch === at),
  );
  if (chosen.length === 0)
    return { missing: over?.axis === "epochs" ? "no record" : `no record of epoch ${JSON.stringify(at)}` };
  const place = (row: RunRecord) => (over?.axis === "blocks" ? row.depth : row.epoch) ?? 0;
  if (new Set(chosen.map(place)).size < chosen.length)
    return { missing: "several records fit: name the block or the part" };
  if (over?.axis === "blocks") {
    const absent = blocksMissing(blocks, new Set(chosen.map(({ block }) => block)));
    if (absent !== undefined) return { missing: absent };
  }
  const points: Point[] = [];
  for (const row of chosen) {
    const value = numberOf(row, field);
    if (value === undefined) return { missing: `no number at epoch ${row.epoch}${row.block ? `, ${row.block}` : ""}` };
    points.push({ at: place(row), value });
  }
  if (over?.axis === "epochs") {
    const [from, to] = phaseOf(over.epochs, epochs);
    if (to > epochs) return { missing: `the training has ${epochs} epochs` };
    const due = dueEpochsOf(experiment, arm, [measure]).filter((due) => due >= from && due <= to);
    const absent = epochsMissing(due, new Set(points.map(({ at }) => at)));
    if (absent !== undefined) return { missing: absent };
  }
  return over ? reducePoints(points, over, epochs) : (points[0]?.value ?? NaN);
}

/**
 * The message for blocks without a record: a mean or a slope over the others is a different quantity. Only blocks
 * without weights may have none, where that is known about a network.
 */
function blocksMissing(blocks: readonly BlockSpec[], measured: ReadonlySet<string | undefined>): string | undefined {
  const isKnown = blocks.some(({ cost }) => cost.parameters > 0);
  const absent = blocks.filter(({ name, cost }) => !measured.has(name) && !(isKnown && cost.parameters === 0));
  if (absent.length === 0) return undefined;
  return `no record of ${absent.map(({ name }) => name).join(", ")}`;
}

/** Measures on the axes of the plane, and the column to use: their values by default. */
export interface PlaneAxes {
  readonly x: Json | undefined;
  readonly y: Json | undefined;
  readonly field?: string | undefined;
}

function axesOf({ selector, field }: QuantitySpec): PlaneAxes {
  return { x: selector["x"], y: selector["y"], field };
}

/**
 * Role differentiation of the measures named under x and y. Without a column the raw values count, each axis in units
 * of the largest value that any representation could have (tr R_X, tr R_Y: the same for all arms of a run). Missing if
 * a block lacks one of the epochs `due`: a path that stops early is a different path.
 */
export function planeValue(
  records: readonly RunRecord[],
  { x, y, field }: PlaneAxes,
  due: readonly number[],
): number | Missing {
  const paths = new Map<string, Map<number, { x?: number; y?: number }>>();
  for (const row of records) {
    const label = labelOf(row);
    const axis = label === x ? "x" : label === y ? "y" : undefined;
    if (!axis || row.block === undefined) continue;
    const value = numberOf(row, field);
    if (value === undefined) return { missing: `no number at epoch ${row.epoch}, ${row.block}` };
    const largest = field === undefined ? row[row["a"] === "Z" ? "dof_b" : "dof_a"] : 1;
    let path = paths.get(row.block);
    if (!path) paths.set(row.block, (path = new Map<number, { x?: number; y?: number }>()));
    let point = path.get(row.epoch);
    if (!point) path.set(row.epoch, (point = {}));
    point[axis] = typeof largest === "number" && largest > 0 ? value / largest : value;
  }
  for (const [block, points] of paths) {
    const whole = [...points].filter(([, { x, y }]) => x !== undefined && y !== undefined);
    const absent = epochsMissing(due, new Set(whole.map(([epoch]) => epoch)));
    if (absent !== undefined) return { missing: `${block}: ${absent}` };
  }
  const found = roleDifferentiation(
    [...paths].map(([block, points]) => ({
      block,
      points: [...points].flatMap(([epoch, { x, y }]) => (x === undefined || y === undefined ? [] : [{ epoch, x, y }])),
    })),
  );
  return found ?? { missing: "it needs two blocks and two epochs" };
}

function numberOf(row: RunRecord, field = "value"): number | undefined {
  const value = row[field];
  return typeof value === "number" ? value : undefined;
}

/** The measure that a record comes from. */
export function labelOf(row: RunRecord): string {
  return typeof row["measure"] === "string" ? row["measure"] : row.quantity;
}
