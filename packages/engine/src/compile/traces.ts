import type { TraceNode } from "./kernel-trace.ts";

/** With so many functions, work whose kernels differ nearly every time is no longer compiled. */
const manyFunctions = 64;
/** How often a function must be called, on average, to be worth making. */
const fewCalls = 4;

/** What is known of the work of one owner: the segments that it has put off, and their compiled functions. */
export class Traces {
  readonly roots: TraceNode[] = [];
  /** Names of the compiled functions. */
  readonly functions: string[] = [];
  /** Kernels that ran at once, with the reason. */
  readonly immediate = new Map<string, string>();
  /** Calls of compiled functions. */
  calls = 0;

  /** Whether compiling costs more than it saves: hardly any function is called again. */
  get isGivenUp(): boolean {
    return this.functions.length >= manyFunctions && this.calls < fewCalls * this.functions.length;
  }
}
