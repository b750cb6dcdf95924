import { availableParallelism } from "node:os";

/**
 * How many threads libtensorflow will use inside an operation: what is asked for, else the user's
 * TF_NUM_INTRAOP_THREADS, else the cores that this process may use. libtensorflow reads that variable once, when it is
 * loaded, and it is the only one that matters to it: OMP_NUM_THREADS has no effect.
 */
export function chooseThreads(asked?: number, env: NodeJS.ProcessEnv = process.env): number {
  const fromUser = Number(env["TF_NUM_INTRAOP_THREADS"]);
  return asked ?? (Number.isInteger(fromUser) && fromUser > 0 ? fromUser : availableParallelism());
}
