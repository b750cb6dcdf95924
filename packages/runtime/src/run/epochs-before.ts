import type { Plan } from "@infoplane/contracts";
import type { RunStore } from "@infoplane/core";

/** Epochs that each cell of a plan has trained so far, by its hash: what is left to do is told from them. */
export async function epochsBefore(run: RunStore, { cells }: Plan): Promise<ReadonlyMap<string, number>> {
  const epochs = new Map<string, number>();
  for (const { hash, training } of cells) {
    const status = await run
      .cell(hash)
      .readStatus()
      .catch(() => undefined);
    if (status?.state === "done") epochs.set(hash, training.epochs);
    else if (status && "at" in status) epochs.set(hash, Math.min(training.epochs, status.at.epoch));
  }
  return epochs;
}
