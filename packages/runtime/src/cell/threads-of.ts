import { unlessMissing, type RunStore } from "@infoplane/core";

/**
 * Threads of a cell that nobody says otherwise: the same on every machine, under every executor and for any number of
 * cells, since sums are split over threads and their order decides the last bits. One, since cells side by side with a
 * thread each get more done than one cell with many.
 */
const defaultThreads = 1;

/** How many threads each cell of a run computes with, and who says so. */
export interface CellThreads {
  readonly threads: number;
  readonly from: "said" | "stored" | "usual";
}

/**
 * What is asked for, else what the cells that the run's folder holds have, else the usual. Throws InfoplaneError where the
 * experiment that is stored there can't be read.
 */
export async function threadsOf(asked: number | undefined, run: RunStore): Promise<CellThreads> {
  if (asked !== undefined) return { threads: asked, from: "said" };
  const stored = await unlessMissing(run.readExperiment());
  if (stored?.threads !== undefined && stored.threads !== defaultThreads)
    return { threads: stored.threads, from: "stored" };
  return { threads: defaultThreads, from: "usual" };
}
