import type { CellSpec, CellStatus, MeasureSpec, Position } from "@infoplane/contracts";
import { canonicalJson } from "../canonical-json.ts";
import type { CellStore } from "../store/cell-store.ts";
import { isRedefined } from "./is-redefined.ts";
import { knownDefinitions } from "./known-definitions.ts";
import { missingAt } from "./missing-measures.ts";

// How far along a cell is: every part of the program asks here.

/**
 * Whether nothing is left to do for a cell: it is done, its records are whole, and every measure now asked for exists
 * wherever a checkpoint is left to take it from. Reads only; parses the records only if they are not sealed.
 */
export async function isFinished(cell: CellSpec, measures: readonly MeasureSpec[], store: CellStore): Promise<boolean> {
  try {
    const status = await store.readStatus();
    if (status.state !== "done") return false;
    if (await isAsAsked(cell, measures, store)) return true;
    const records = await store.readRecords();
    if (records.torn !== undefined || !records.isClosed(cell.training.epochs)) return false;
    // For lines with checks the seal says which is the last.
    if (records.end && !records.seal) return false;
    const known = await knownDefinitions(store, records);
    if (known.problem || measures.some((measure) => isRedefined(measure, known.measures))) return false;
    const ends = (await store.checkpoints.list()).filter(({ at }) => at.step === 0);
    return ends.every(({ at }) => missingAt(measures, cell, records, at.epoch).length === 0);
  } catch {
    // Damage is reported by the cell's own session.
    return false;
  }
}

/**
 * Whether a cell's records are, byte for byte, those that were sealed when it had all that is now asked for, and its
 * specification agrees. Parses no records. Throws InfoplaneError if seal or specification are damaged.
 */
export async function isAsAsked(cell: CellSpec, measures: readonly MeasureSpec[], store: CellStore): Promise<boolean> {
  if (!(await store.isSealed(requestedWork(cell, measures)))) return false;
  const spec = await store.readSpec();
  return spec !== undefined && !measures.some((measure) => isRedefined(measure, spec.measures));
}

/** Whether the training is complete at a position, whatever is left to measure. */
export function isTrained({ training }: Pick<CellSpec, "training">, at: Position): boolean {
  return at.epoch >= training.epochs;
}

/** Whether one position comes before another. */
export function isBefore(a: Position, b: Position): boolean {
  return a.epoch < b.epoch || (a.epoch === b.epoch && a.step < b.step);
}

/** Epochs whose end is stored, according to a status. A cell may fail at the end of an epoch before that is stored. */
export function epochsDone(status: CellStatus): number {
  if (status.state === "waiting") return 0;
  const { epoch, step } = status.at;
  return status.state === "failed" && step === 0 ? Math.max(0, epoch - 1) : epoch;
}

/** The parts of a cell that decide which records it has when it is done. */
export function requestedWork({ training }: Pick<CellSpec, "training">, measures: readonly MeasureSpec[]): string {
  return canonicalJson({ epochs: training.epochs, measures });
}
