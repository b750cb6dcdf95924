import { availableParallelism } from "node:os";

/** What the command line says about it. */
export interface ParallelFlags {
  readonly executor?: string;
  readonly workers?: number;
  readonly threads?: number;
}

/** How the cells of a run share the processor. */
export interface MachineShare {
  readonly executor: string;
  /** Cells at a time. */
  readonly workers: number;
  /** Threads of each. */
  readonly threads: number;
}

/**
 * Several cells side by side on few threads get more done than one cell on many: on two cores, two cells of a small VGG
 * with a thread each take 37 ms a step between them, one cell with two threads 54 ms. The number of threads decides the
 * last bits of sums, so it depends on the whole plan and not on what is left of it.
 */
export function shareMachine(flags: ParallelFlags, cells: number, cores = availableParallelism()): MachineShare {
  const executor = flags.executor ?? (flags.workers !== undefined || (cells > 1 && cores > 1) ? "local" : "in-process");
  const workers = flags.workers ?? (executor === "local" ? Math.min(cells, cores) : 1);
  return { executor, workers, threads: flags.threads ?? Math.max(1, Math.floor(cores / workers)) };
}
