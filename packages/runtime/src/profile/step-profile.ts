import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, relative } from "node:path";
import type { Clock } from "@infoplane/core";
import { observeKernels, type CompiledWork } from "@infoplane/engine";
import { messages } from "../messages.ts";

/** Unrecorded steps at the start: the first ones compile, allocate and fill caches. */
const warmUp = 2;

type Category = "step" | "phase" | "kernel";

/** An event of the Trace Event Format, phase X: a named interval; times in microseconds. */
interface TraceEvent {
  readonly name: string;
  readonly cat: Category;
  readonly ph: "X";
  readonly ts: number;
  readonly dur: number;
  /** Excluding what it called, in microseconds. */
  readonly args: { readonly own: number };
  readonly pid: 1;
  readonly tid: 1;
}

/**
 * Where the time of training steps goes, by phase (batch, forward of each module, update; the rest is loss and backward
 * pass) and by kernel; of compiled steps, by function, since phases only note their kernels. Written as a trace for Perfetto and chrome://tracing.
 */
export class StepProfile {
  readonly #events: TraceEvent[] = [];
  /** Steps that have run, recorded or not. */
  #seen = 0;
  #isRecording = false;
  #isWritten = false;

  constructor(
    readonly file: string,
    private readonly steps: number,
    private readonly clock: Clock,
  ) {}

  /** Times `work` as a phase while a step is recorded. */
  phase<T>(name: string, work: () => T): T {
    if (!this.#isRecording) return work();
    const begun = this.clock();
    try {
      return work();
    } finally {
      this.#add("phase", name, begun, this.clock());
    }
  }

  /** Runs one step and records it, if it is due. `isStep`: whether what ran was a step. */
  async step<T>(work: () => Promise<T>, isStep: (result: T) => boolean): Promise<T> {
    if (this.#isWritten || this.isComplete || this.#seen < warmUp) {
      const result = await work();
      if (isStep(result)) this.#seen++;
      return result;
    }
    const before = this.#events.length;
    const begun = this.clock();
    this.#isRecording = true;
    const stop = observeKernels(this.clock, ({ name, begun: from, ended, own }) => {
      this.#add("kernel", name, from, ended, own);
    });
    try {
      const result = await work();
      if (isStep(result)) this.#add("step", `step ${++this.#seen}`, begun, this.clock());
      else this.#events.splice(before);
      return result;
    } finally {
      stop();
      this.#isRecording = false;
    }
  }

  /** Whether all requested steps are recorded. */
  get isComplete(): boolean {
    return this.#seen >= warmUp + this.steps;
  }

  /** Writes what there is, once, and returns a sentence about it; `compiled`, if the steps were. */
  close(compiled?: CompiledWork): string | undefined {
    const recorded = Math.min(this.steps, this.#seen - warmUp);
    if (this.#isWritten || recorded < 1) return undefined;
    this.#isWritten = true;
    mkdirSync(dirname(this.file), { recursive: true });
    writeFileSync(this.file, JSON.stringify({ traceEvents: this.#events, displayTimeUnit: "ms" }));
    const total = sumOf(this.#lasted("step"));
    const kernels = this.#lasted("kernel");
    const longest = [...kernels].sort(([, a], [, b]) => b - a).slice(0, 5);
    const phases = [...this.#lasted("phase")];
    const told = {
      steps: recorded,
      milliseconds: total / recorded / 1000,
      kernels: sumOf(kernels) / total,
      longest: longest.map(([name, spent]) => ({ name, share: spent / total })),
      file: relative(process.cwd(), this.file),
    };
    if (compiled) return messages.compiledStepProfile({ ...told, compiled });
    const share = (name: string): number => sumOf(phases.filter(([phase]) => phase.startsWith(name))) / total;
    return messages.stepProfile({ ...told, batch: share("batch"), forward: share("forward"), update: share("update") });
  }

  #add(cat: Category, name: string, begun: number, ended: number, own = ended - begun): void {
    const times = { ts: begun * 1000, dur: (ended - begun) * 1000, args: { own: own * 1000 } };
    this.#events.push({ name, cat, ph: "X", ...times, pid: 1, tid: 1 });
  }

  /** Microseconds of a category, by name. */
  #lasted(category: Category): Map<string, number> {
    const sums = new Map<string, number>();
    for (const { cat, name, args } of this.#events) {
      if (cat === category) sums.set(name, (sums.get(name) ?? 0) + args.own);
    }
    return sums;
  }
}

const sumOf = (named: Iterable<readonly [string, number]>): number =>
  [...named].reduce((sum, [, value]) => sum + value, 0);
