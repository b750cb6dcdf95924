import type { CellSpec, Measurement, Position, RecordValue, RunRecord } from "@infoplane/contracts";

/** Columns that come first, in this order; those of the metric follow by name. Equal runs give equal bytes. */
const reserved = [
  "cell",
  "arm",
  "seed",
  "epoch",
  "step",
  "quantity",
  "value",
  "block",
  "depth",
  "split",
  "measure",
  "draw",
];

/**
 * One row: what was measured, where and when. `label` is the measure as the experiment writes it; the column `measure`
 * holds it if the metric names another quantity, and `draw` the draw of samples if there are several. Throws TypeError
 * if a column is not a plain value, or is named `draw` or `layer`.
 */
export function toRecord(
  cell: Pick<CellSpec, "hash" | "arm" | "seed">,
  epoch: number,
  step: number,
  label: string,
  measurement: Measurement,
  draw?: number,
): RunRecord {
  refuseOther(measurement);
  const { quantity = label, value, block, depth, split, ...rest } = measurement;
  if (typeof value !== "number") throw new TypeError(`the value of ${quantity} is not a number`);
  if (rest["draw"] !== undefined)
    throw new TypeError("the column draw is not a metric's: it says which draw of samples");
  if (rest["layer"] !== undefined) throw new TypeError("the column that names a block is called block, not layer");
  const extra = Object.keys(rest).filter((column) => !reserved.includes(column) && rest[column] !== undefined);
  return {
    cell: cell.hash,
    arm: cell.arm,
    seed: cell.seed,
    epoch,
    step,
    quantity,
    value: finite(value),
    ...(block !== undefined && { block }),
    ...(depth !== undefined && { depth }),
    ...(split !== undefined && { split }),
    ...(quantity !== label && { measure: label }),
    ...(draw !== undefined && { draw }),
    ...Object.fromEntries(extra.sort().map((column) => [column, plain(column, rest[column])])),
  };
}

const texts = ["quantity", "block", "split"] as const;
/** Characters of all texts in a row. Readers take lines of 16 MiB at most. */
const longestTexts = 1_000_000;

/** Rejects what a metric may return that is not a measurement, whatever its types say. */
function refuseOther(measurement: unknown): void {
  if (typeof measurement !== "object" || measurement === null) {
    const what = measurement === null || measurement === undefined ? String(measurement) : `a ${typeof measurement}`;
    throw new TypeError(`a measurement is ${what}, not an object`);
  }
  const row = measurement as Readonly<Record<string, unknown>>;
  for (const column of texts) {
    const value = row[column];
    if (value !== undefined && typeof value !== "string") throw new TypeError(`${column} is not a text`);
  }
  const { depth } = row;
  if (depth !== undefined && !Number.isFinite(depth)) throw new TypeError("depth is not a number");
  const inherited = Object.keys(row).find((column) => column in Object.prototype);
  if (inherited !== undefined) throw new TypeError(`${inherited} can't be the name of a column`);
  const length = Object.entries(row).reduce(
    (sum, [column, value]) => sum + column.length + (typeof value === "string" ? value.length : 0),
    0,
  );
  if (length > longestTexts) throw new TypeError(`a row has ${length} characters, more than ${longestTexts}`);
}

/** Total number of steps done. */
export function totalSteps(at: Position, stepsPerEpoch: number): number {
  return at.epoch * stepsPerEpoch + at.step;
}

function plain(column: string, value: unknown): RecordValue {
  if (typeof value === "number") return finite(value);
  if (typeof value === "string" || typeof value === "boolean" || value === null) return value;
  throw new TypeError(`column ${column} is not a number, a text, true, false or null`);
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
