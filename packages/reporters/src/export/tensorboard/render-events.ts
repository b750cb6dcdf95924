import type { CellView, ReportFile, RunRecord, RunView } from "@infoplane/contracts";
import { eventFile } from "./event-file.ts";
import type { Scalar } from "./event-message.ts";

/** What TensorBoard's horizontal axis counts. */
export type StepAxis = "epoch" | "step";

/** Columns drawn as separate curves in addition to the value. */
const otherNumbers = ["corrected"] as const;

/** One folder per cell, named by arm and seed, with one event file: TensorBoard draws it as a run. */
// eslint-disable-next-line @typescript-eslint/require-await -- reporters are asynchronous, this is not
export async function* renderEvents(run: RunView, axis: StepAxis): AsyncGenerator<ReportFile> {
  // Event files hold only numbers.
  if (run.leftOut) yield { path: "tensorboard/left-out.txt", content: `${run.leftOut.join("\n")}\n` };
  const begun = Date.parse(run.manifest.started) / 1000;
  const seconds = Number.isFinite(begun) ? begun : 0;
  const settings = settingsOf(run);
  const byCell = new Map<string, RunRecord[]>();
  for (const record of run.records) {
    const list = byCell.get(record.cell);
    if (list) list.push(record);
    else byCell.set(record.cell, [record]);
  }
  const taken = new Set<string>();
  for (const cell of run.cells) {
    const steps = new Map<number, Scalar[]>();
    for (const record of byCell.get(cell.hash) ?? []) {
      const at = steps.get(record[axis]);
      if (at) at.push(...scalars(record, settings));
      else steps.set(record[axis], scalars(record, settings));
    }
    // Records have no time of day: steps are one second apart, so that equal runs give equal files.
    const events = [...steps]
      .sort(([a], [b]) => a - b)
      .map(([step, all], i) => ({ time: seconds + i, step, scalars: all }));
    const name = `events.out.tfevents.${Math.floor(seconds)}.infoplane`;
    yield { path: `tensorboard/${folder(cell, taken)}/${name}`, content: eventFile(seconds, events) };
  }
}

/** What `sensitivity` varies: columns that distinguish records of one quantity and block. */
function settingsOf({ experiment }: RunView): readonly string[] {
  return [...new Set(experiment.measures.flatMap(({ setting }) => Object.keys(setting ?? {})))];
}

/**
 * `accuracy/test`, `nhsic(X, Z)/block1`, `nhsic(X, Z).corrected/block1`, for a pair of blocks
 * `cka-matrix/block1/block2`, for a sensitivity `nhsic(X, Z)/block1/eps=0.001`: TensorBoard groups by the part before
 * the slash; a tag is one value.
 */
function scalars(record: RunRecord, settings: readonly string[]): Scalar[] {
  const varied = settings.flatMap((name) => (record[name] === undefined ? [] : [`${name}=${String(record[name])}`]));
  const of = [record.split, record.block, record["other"], ...varied].filter((part) => part !== undefined).join("/");
  const tag = (name: string) => (of === "" ? name : `${name}/${of}`);
  const numbers: [string, unknown][] = [
    [record.quantity, record.value],
    ...otherNumbers.map((column): [string, unknown] => [`${record.quantity}.${column}`, record[column]]),
  ];
  return numbers.flatMap(([name, value]) => (typeof value === "number" ? [{ tag: tag(name), value }] : []));
}

function folder({ arm, seed }: CellView, taken: Set<string>): string {
  const base = `${arm.replace(/[^\w.-]+/g, "_").replace(/^\.+/, "_")}-seed${seed}`;
  let name = base;
  for (let i = 2; taken.has(name); i++) name = `${base}-${i}`;
  taken.add(name);
  return name;
}
