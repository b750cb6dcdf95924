import { isDue, measureOf, type CellSpec, type MeasureSpec, type RunRecord } from "@infoplane/contracts";
import { trainingLoss } from "../store/cell-records.ts";
import type { CellStore } from "../store/cell-store.ts";
import type { CheckpointEntry } from "../store/checkpoints.ts";
import type { RunStore } from "../store/run-store.ts";
import { breakSeal } from "../store/seal.ts";
import type { StoredSpec } from "../store/stored-schemas.ts";
import { essenceOf } from "./is-redefined.ts";

/** A cell with the same training except for the number of epochs. */
export interface OtherLength {
  readonly cell: StoredSpec;
  /** The last epoch that it has a checkpoint of and that the new one has too. */
  readonly epoch: number;
}

/** Specifications of cells in a run's folder that a plan does not name, read once. */
export async function specsOf(run: RunStore, hashes: readonly string[]): Promise<StoredSpec[]> {
  const specs: StoredSpec[] = [];
  for (const hash of hashes) {
    const spec = await run
      .cell(hash)
      .readSpec()
      .catch(() => undefined);
    if (spec) specs.push(spec);
  }
  return specs;
}

/**
 * The stored training to resume from: among the cells in `stored` that equal `cell` except for their epochs (`hashOf`
 * gives a cell's name in this run), the one with the furthest usable checkpoint. Undefined if the cell has a training
 * of its own, or there is none. Reads only.
 */
export async function otherLengthOf(
  cell: CellSpec,
  stored: readonly StoredSpec[],
  run: RunStore,
  hashOf: (cell: CellSpec) => string,
): Promise<OtherLength | undefined> {
  if ((await run.cell(cell.hash).checkpoints.list()).length > 0) return undefined;
  let best: OtherLength | undefined;
  for (const one of stored) {
    const { epochs } = one.training;
    if (epochs === cell.training.epochs) continue;
    if (hashOf({ ...cell, training: { ...cell.training, epochs } }) !== one.hash) continue;
    const ends = await usableEnds(run.cell(one.hash), cell.training.epochs);
    const epoch = ends.at(-1)?.at.epoch ?? 0;
    if (epoch > (best?.epoch ?? 0)) best = { cell: one, epoch };
  }
  return best;
}

/**
 * Copies the stored training of another length to `cell`: checkpoints, the records that it would have itself, in the
 * same order, and the log. The checkpoints come last: without them the cell is as if this had not begun.
 */
export async function takeOver(
  cell: CellSpec,
  measures: readonly MeasureSpec[],
  from: OtherLength,
  run: RunStore,
): Promise<void> {
  const spec = { ...cell, measures };
  const [source, target] = [run.cell(from.cell.hash), run.cell(cell.hash)];
  const lock = await target.lock();
  try {
    const { rows } = await source.readRecords();
    // Unknown until a session reports its position.
    await target.writeStatus({ state: "waiting" });
    await breakSeal(target.directory);
    await target.writeSpec(spec);
    // Existing records belong to no checkpoint.
    const records = await target.readRecords(() => undefined);
    await records.replace(recordsFor(spec, from, rows));
    const note = { kind: "note", message: `resumes from epoch ${from.epoch} of the cell ${from.cell.hash}` };
    await target.log([...(await source.readLog()), note]);
    for (const entry of await usableEnds(source, from.epoch)) await target.checkpoints.adopt(source.checkpoints, entry);
  } finally {
    await lock.release().catch(() => undefined);
  }
}

/** Ends of epochs up to `last` that have both checkpoint and records, oldest first. */
async function usableEnds(store: CellStore, last: number): Promise<CheckpointEntry[]> {
  const records = await store.readRecords();
  const ends = (await store.checkpoints.list()).filter(({ at }) => at.step === 0 && at.epoch <= last);
  return ends.filter(({ at }) => records.isClosed(at.epoch));
}

/** Without what was measured at the end of the other length or by other definitions: this cell would not have it. */
function recordsFor(cell: StoredSpec, from: OtherLength, rows: readonly RunRecord[]): RunRecord[] {
  const place = (row: RunRecord): number => {
    if (row.quantity === trainingLoss && measureOf(row) === trainingLoss) return cell.measures.length;
    return cell.measures.findIndex((measure) => isOf(measure, row, cell, from.cell));
  };
  return rows
    .filter((row) => row.epoch <= from.epoch && place(row) >= 0)
    .sort((a, b) => a.epoch - b.epoch || place(a) - place(b))
    .map((row) => ({ ...row, cell: cell.hash, arm: cell.arm }));
}

function isOf(measure: MeasureSpec, row: RunRecord, cell: CellSpec, before: StoredSpec): boolean {
  return (
    measure.label === measureOf(row) &&
    isDue(measure, row.epoch, cell.training.epochs) &&
    before.measures.some((old) => old.label === measure.label && essenceOf(old) === essenceOf(measure))
  );
}
