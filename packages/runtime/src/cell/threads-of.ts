import { unlessMissing, type RunStore } from "@infoplane/core";

/**
 * Default threads of a cell: the same on every machine, under every executor and for any number of cells, since sums
 * are split over threads and their order affects the last bits. One, since several cells with one thread each get more
 * done than one cell with many.
 */
const defaultThreads = 1;

/** How many threads each cell of a run uses, and where that comes from. */
export interface CellThreads {
  readonly threads: number;
  readonly from: "said" | "stored" | "usual";
}

/**
 * The requested number, else that of the cells in the run's folder, else the default. Throws InfoplaneError if the
 * experiment stored there can't be read.
 */
export async function threadsOf(asked: number | undefined, run: RunStore): Promise<CellThreads> {
  if (asked !== undefined) return { threads: asked, from: "said" };
  const stored = await unlessMissing(run.readExperiment());
  if (stored?.threads !== undefined && stored.threads !== defaultThreads)
    return { threads: stored.threads, from: "stored" };
  return { threads: defaultThreads, from: "usual" };
}
