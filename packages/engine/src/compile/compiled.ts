import { currentEngine } from "../choose/engine.ts";
import type { GraphBinding } from "../native/native-binding.ts";
import { Traces } from "./traces.ts";

/** By owner. The functions of an owner that is gone are removed from TensorFlow. */
const known = new WeakMap<object, Traces>();
const owners = new FinalizationRegistry<{ readonly traces: Traces; readonly binding: GraphBinding }>(
  ({ traces, binding }) => {
    for (const name of traces.functions) remove(name, binding);
  },
);

function remove(name: string, binding: GraphBinding): void {
  try {
    binding.removeFunction(name);
  } catch {
    // It stays until the process ends; here nobody could hear of it.
  }
}

/** How many calls of `uncompiled` are at work. */
let uncompiledCalls = 0;

/**
 * Does work with tensors as compiled functions of TensorFlow, if the engine is native and compiles: kernels are put off
 * until a value is read or the work ends, and run as one function, which is kept for as long as its `owner` lives. What
 * `work` gives and changes is the same as without, to the last bit. Work whose kernels are others nearly every time is
 * left alone after 128 functions. If `work` gives a promise, kernels are put off until it settles. Within compiled work,
 * `compiled` only calls `work`.
 *
 * @example
 * const y = compiled(network, () => network.predict(x)); // The caller owns y.
 */
export function compiled<T>(owner: object, work: () => T): T {
  const { deferred, compile } = currentEngine();
  if (!deferred || !compile || uncompiledCalls > 0 || deferred.isDeferring) return work();
  const traces = known.get(owner) ?? new Traces();
  if (traces.isGivenUp) return work();
  if (!known.has(owner)) {
    known.set(owner, traces);
    owners.register(owner, { traces, binding: deferred.binding });
  }
  deferred.begin(owner, traces);
  let result: T;
  try {
    result = work();
  } catch (error) {
    deferred.end();
    throw error;
  }
  if (result instanceof Promise) return result.finally(() => deferred.end()) as T;
  deferred.end();
  return result;
}

/** Does work kernel by kernel, whatever within it would be compiled: to compare the two. */
export async function uncompiled<T>(work: () => Promise<T>): Promise<T> {
  uncompiledCalls++;
  try {
    return await work();
  } finally {
    uncompiledCalls--;
  }
}

/**
 * Within compiled work: runs what was put off until now, so that it shares no memory with what follows. Elsewhere it
 * does nothing.
 */
export function runDeferred(): void {
  currentEngine().deferred?.flush();
}

/** What became of the compiled work of an owner; undefined if it has none. */
export function compiledWork(owner: object): CompiledWork | undefined {
  return known.get(owner);
}

/** Compiled functions, how often they were called, and the kernels that ran outside of them, with the reasons. */
export interface CompiledWork {
  readonly functions: readonly string[];
  readonly calls: number;
  readonly immediate: ReadonlyMap<string, string>;
  /** Whether compiling was given up. */
  readonly isGivenUp: boolean;
}
