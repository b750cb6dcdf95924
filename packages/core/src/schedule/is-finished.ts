import type { CellSpec } from "@infoplane/contracts";
import { isSameMeasure } from "../store/cell-records.ts";
import type { CellStore } from "../store/cell-store.ts";
import { missingAt } from "./missing-measures.ts";

/**
 * Whether nothing is left to do for a cell: it is done, its records are whole, and every measure now asked for is there
 * wherever a checkpoint is left to take it from. Reads only.
 */
export async function isFinished(cell: CellSpec, store: CellStore): Promise<boolean> {
  try {
    const status = await store.readStatus();
    if (status.state !== "done") return false;
    const records = await store.readRecords();
    if (records.torn !== undefined || !records.isClosed(cell.training.epochs)) return false;
    const before = (await store.readSpec())?.measures ?? [];
    const changed = cell.measures.some((measure) =>
      before.some((old) => old.label === measure.label && !isSameMeasure(old, measure)),
    );
    const ends = (await store.checkpoints.list()).filter(({ at }) => at.step === 0);
    return !changed && ends.every(({ at }) => missingAt(cell, records, at.epoch).length === 0);
  } catch {
    // What is damaged is said by the cell's own session.
    return false;
  }
}
