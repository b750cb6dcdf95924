import type { Experiment } from "@infoplane/contracts";
import type { RunStore } from "@infoplane/core";

/**
 * Threads of a cell that nobody says otherwise: the same on every machine, under every executor and for any number of
 * cells, since sums are split over threads and their order decides the last bits. One, since cells side by side with a
 * thread each get more done than one cell with many.
 */
export const usualThreads = 1;

/** How many threads each cell of a run computes with, and who says so. */
export interface CellThreads {
  readonly threads: number;
  readonly from: "said" | "stored" | "usual";
}

/** What is asked for, else what the cells that the run's folder holds have, else the usual. */
export async function threadsOf(asked: number | undefined, run: RunStore): Promise<CellThreads> {
  if (asked !== undefined) return { threads: asked, from: "said" };
  const stored: Experiment | undefined = await run.readExperiment().catch(() => undefined);
  if (stored?.threads !== undefined && stored.threads !== usualThreads)
    return { threads: stored.threads, from: "stored" };
  return { threads: usualThreads, from: "usual" };
}
