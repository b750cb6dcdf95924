import type { TraceNode } from "./kernel-trace.ts";

/** With so many functions that were called once and never again, work is no longer compiled. */
const mostUnrepeated = 128;
/** The same with so many functions, whatever became of them: each takes a megabyte. */
const mostFunctions = 1024;

/** What is known of the work of one owner: the segments that it has put off, and their compiled functions. */
export class Traces {
  readonly roots: TraceNode[] = [];
  /** Kernels that ran at once, with the reason. */
  readonly immediate = new Map<string, string>();
  /** How often each compiled function was called. */
  readonly #uses = new Map<string, number>();
  #unrepeated = 0;

  /** Names of the compiled functions. */
  get functions(): string[] {
    return [...this.#uses.keys()];
  }

  /** Calls of compiled functions. */
  get calls(): number {
    return [...this.#uses.values()].reduce((sum, uses) => sum + uses, 0);
  }

  /** To be told before each call of a function. */
  count(name: string): void {
    const uses = (this.#uses.get(name) ?? 0) + 1;
    this.#uses.set(name, uses);
    if (uses === 1) this.#unrepeated++;
    if (uses === 2) this.#unrepeated--;
  }

  /** Whether compiling costs more than it saves: hardly any function is called again. */
  get isGivenUp(): boolean {
    return this.#unrepeated >= mostUnrepeated || this.#uses.size >= mostFunctions;
  }
}
