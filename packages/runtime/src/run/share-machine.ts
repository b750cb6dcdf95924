import { availableParallelism } from "node:os";

/** How cells are to be run. */
export interface ParallelChoice {
  /**
   * As the language writes it: `local(workers: 2)`, `slurm(gpu)`. Default: `in-process`, or `local` where
   * `workers` is given, or several cells can share several cores.
   */
  readonly executor?: string;
  /** Number of concurrent cells. */
  readonly workers?: number;
}

/** How the cells of a run share the processor. */
export interface MachineShare {
  readonly executor: string;
  /** Number of concurrent cells. */
  readonly workers: number;
}

/**
 * Several concurrent cells with few threads get more done than one cell with many: on two cores, two cells of a small
 * VGG with one thread each take 37 ms per step between them, one cell with two threads 54 ms. `threads` are those of
 * each cell, independent of the machine and the number of cells: they affect the last bits of sums.
 */
export function shareMachine(
  flags: ParallelChoice,
  cells: number,
  threads: number,
  cores = availableParallelism(),
): MachineShare {
  const executor = flags.executor ?? (flags.workers !== undefined || (cells > 1 && cores > 1) ? "local" : "in-process");
  const atOnce = Math.max(1, Math.floor(cores / threads));
  return { executor, workers: flags.workers ?? (executor === "local" ? Math.min(cells, atOnce) : 1) };
}
