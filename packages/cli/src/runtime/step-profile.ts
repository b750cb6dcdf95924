import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, relative } from "node:path";
import type { Clock } from "@infoplane/core";
import { observeKernels } from "@infoplane/engine";
import { messages } from "../messages.ts";

/** Steps that are run before: the first ones compile, allocate and fill caches. */
const warmUp = 2;

type Category = "step" | "phase" | "kernel";

/** An event of the Trace Event Format, phase X: a name that lasted; times in microseconds. */
interface TraceEvent {
  readonly name: string;
  readonly cat: Category;
  readonly ph: "X";
  readonly ts: number;
  readonly dur: number;
  /** Without what it called, in microseconds. */
  readonly args: { readonly own: number };
  readonly pid: 1;
  readonly tid: 1;
}

/**
 * Where the time of training steps goes, by phase (batch, forward of each module, update; what is left is loss and
 * backward pass) and by kernel. Written as a trace that Perfetto and chrome://tracing open.
 */
export class StepProfile {
  readonly #events: TraceEvent[] = [];
  #seen = 0;
  #recorded = 0;
  #stop: (() => void) | undefined;
  #isOver = false;

  constructor(
    readonly file: string,
    private readonly steps: number,
    private readonly clock: Clock,
  ) {}

  /** Times `work` as a phase while a step is recorded. */
  phase<T>(name: string, work: () => T): T {
    if (!this.#stop) return work();
    const begun = this.clock();
    try {
      return work();
    } finally {
      this.#add("phase", name, begun, this.clock());
    }
  }

  /** Runs one step and records it, when it is its turn. `isStep`: whether that is what ran. */
  async step<T>(work: () => Promise<T>, isStep: (result: T) => boolean): Promise<T> {
    if (this.#isOver || this.isComplete || this.#seen < warmUp) {
      const result = await work();
      if (isStep(result)) this.#seen++;
      return result;
    }
    const before = this.#events.length;
    const begun = this.clock();
    this.#stop = observeKernels(this.clock, ({ name, begun: from, ended, own }) => {
      this.#add("kernel", name, from, ended, own);
    });
    try {
      const result = await work();
      if (isStep(result)) {
        this.#recorded++;
        this.#add("step", `step ${++this.#seen}`, begun, this.clock());
      } else this.#events.splice(before);
      return result;
    } finally {
      this.#stop();
      this.#stop = undefined;
    }
  }

  /** Whether all steps that were asked for are recorded. */
  get isComplete(): boolean {
    return this.#recorded >= this.steps;
  }

  /** Writes what there is, once, and answers it in a sentence. */
  close(): string | undefined {
    const recorded = this.#recorded;
    if (this.#isOver || recorded === 0) return undefined;
    this.#isOver = true;
    mkdirSync(dirname(this.file), { recursive: true });
    writeFileSync(this.file, JSON.stringify({ traceEvents: this.#events, displayTimeUnit: "ms" }));
    const total = lasted(this.#of("step"));
    const share = (events: readonly TraceEvent[]) => lasted(events) / total;
    const ranked = [...byName(this.#of("kernel"))].map(([name, events]) => ({ name, share: share(events) }));
    const phases = this.#of("phase");
    const starting = (name: string) => share(phases.filter((event) => event.name.startsWith(name)));
    return messages.stepProfile({
      steps: recorded,
      milliseconds: total / recorded / 1000,
      batch: starting("batch"),
      forward: starting("forward"),
      update: starting("update"),
      kernels: share(this.#of("kernel")),
      longest: ranked.sort((a, b) => b.share - a.share).slice(0, 5),
      file: relative(process.cwd(), this.file),
    });
  }

  #add(cat: Category, name: string, begun: number, ended: number, own = ended - begun): void {
    const times = { ts: begun * 1000, dur: (ended - begun) * 1000, args: { own: own * 1000 } };
    this.#events.push({ name, cat, ph: "X", ...times, pid: 1, tid: 1 });
  }

  #of(category: Category): TraceEvent[] {
    return this.#events.filter(({ cat }) => cat === category);
  }
}

const lasted = (events: readonly TraceEvent[]): number => events.reduce((sum, { args }) => sum + args.own, 0);

function byName(events: readonly TraceEvent[]): Map<string, TraceEvent[]> {
  const groups = new Map<string, TraceEvent[]>();
  for (const event of events) groups.set(event.name, [...(groups.get(event.name) ?? []), event]);
  return groups;
}
