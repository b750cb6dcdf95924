import type { Diagnostic } from "@infoplane/contracts";
import { checkpointDamaged, checkpointWithoutRecords, restartsTraining } from "../messages.ts";
import type { CellRecords } from "../store/cell-records.ts";
import type { Checkpoint, CheckpointEntry, CheckpointStore } from "../store/checkpoints.ts";
import { SafetensorsError } from "../store/safetensors.ts";

/**
 * The newest sound checkpoint whose epoch has all its records; undefined if training has to start again. Problems of
 * newer ones are reported.
 */
export async function findResumePoint(
  checkpoints: CheckpointStore,
  records: CellRecords,
  say: (note: Diagnostic) => Promise<void>,
): Promise<Checkpoint | undefined> {
  const entries = (await checkpoints.list()).reverse();
  for (const entry of entries) {
    const checkpoint = await readSound(checkpoints, entry, say);
    if (!checkpoint) continue;
    if (records.isClosed(entry.at.epoch)) return checkpoint;
    await say(checkpointWithoutRecords(entry.file, entry.at));
  }
  if (entries.length > 0) await say(restartsTraining());
  return undefined;
}

/** Reads a checkpoint; reports a damaged one and returns undefined. */
export async function readSound(
  checkpoints: CheckpointStore,
  entry: CheckpointEntry,
  say: (note: Diagnostic) => Promise<void>,
): Promise<Checkpoint | undefined> {
  try {
    return await checkpoints.read(entry);
  } catch (error) {
    if (!(error instanceof SafetensorsError)) throw error;
    await say(checkpointDamaged(entry.file, error.message));
    return undefined;
  }
}
