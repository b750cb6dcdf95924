import type { Plan } from "@infoplane/contracts";
import { epochsDone, type RunStore } from "@infoplane/core";

/** Epochs that each cell of a plan has trained so far, by its hash, to tell what is left to do. */
export async function epochsBefore(run: RunStore, { cells }: Plan): Promise<ReadonlyMap<string, number>> {
  const epochs = new Map<string, number>();
  for (const { hash } of cells) {
    const status = await run
      .cell(hash)
      .readStatus()
      .catch(() => undefined);
    if (status) epochs.set(hash, epochsDone(status));
  }
  return epochs;
}
