import { currentEngine } from "./choose/engine.ts";

/** One kernel or compiled function, in milliseconds of the clock. `own`: excluding the kernels that it called. */
export interface KernelRun {
  readonly name: string;
  readonly begun: number;
  readonly ended: number;
  readonly own: number;
}

type Run = (name: string, ...rest: never[]) => unknown;

/**
 * Reports every kernel of this process until the returned function is called; those of a compiled function together, as
 * one. CPU kernels are finished when they return; on a GPU the time is that of launching them.
 */
export function observeKernels(clock: () => number, observer: (run: KernelRun) => void): () => void {
  const { deferred, tf } = currentEngine();
  let nested = 0;
  const observed = <F extends Run>(run: F): F =>
    ((name, ...rest) => {
      const outer = nested;
      nested = 0;
      const begun = clock();
      try {
        return run(name, ...rest);
      } finally {
        const ended = clock();
        observer({ name, begun, ended, own: ended - begun - nested });
        nested = outer + ended - begun;
      }
    }) as F;
  if (deferred) return deferred.observe(observed);
  const engine = tf.engine() as unknown as { runKernel: Run };
  const original = engine.runKernel;
  engine.runKernel = observed(original.bind(engine));
  return () => {
    engine.runKernel = original;
  };
}
