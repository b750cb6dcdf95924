import { join } from "node:path";
import type { CellEvent, CellStatus, Executor, ExecutorContext, Experiment, Manifest } from "@infoplane/contracts";
import { planExperiment } from "../plan/plan-experiment.ts";
import { runPlan, type PlanRun, type RunSummary } from "../run/run-plan.ts";
import { openRunStore } from "../store/run-store.ts";
import { fakeExperiment } from "./fake-experiment.ts";
import { FakeRuntime } from "./fake-runtime.ts";

export interface FakeRunOptions extends Partial<Pick<PlanRun, "signal" | "emit" | "keepCheckpoints">> {
  readonly experiment?: Experiment;
  readonly runtime?: FakeRuntime;
  readonly createExecutor?: PlanRun["createExecutor"];
  readonly cellCommand?: ExecutorContext["cellCommand"];
  readonly datasetDigest?: string;
}

/** Plans and runs an experiment in `directory`, with fakes for what is not given. */
export async function fakeRun(
  directory: string,
  options: FakeRunOptions = {},
): Promise<{ summary: RunSummary; events: CellEvent[] }> {
  const { experiment = fakeExperiment(), runtime = new FakeRuntime(), datasetDigest = "0".repeat(64) } = options;
  const events: CellEvent[] = [];
  const run = await openRunStore(directory, { lock: true });
  try {
    const summary = await runPlan({
      run,
      experiment,
      source: `experiment ${experiment.name}\n`,
      plan: planExperiment(experiment, { datasetDigest }),
      manifest: fakeManifest(runtime, datasetDigest),
      runtime,
      clock: runtime.clock,
      createExecutor: options.createExecutor ?? oneByOne,
      cellCommand: options.cellCommand ?? (() => ({ file: process.execPath, args: [join(directory, "missing.js")] })),
      emit: (event) => {
        events.push(event);
        options.emit?.(event);
      },
      signal: options.signal ?? new AbortController().signal,
      ...(options.keepCheckpoints !== undefined && { keepCheckpoints: options.keepCheckpoints }),
    });
    return { summary, events };
  } finally {
    await run.close();
  }
}

function fakeManifest({ engine }: FakeRuntime, digest: string): Manifest {
  return {
    infoplane: "0.0.0",
    started: "2026-01-01T00:00:00.000Z",
    command: ["run", "fake.exp"],
    engine,
    node: "v20.19.0",
    platform: "test",
    host: { cpu: "test", cores: 1, memoryBytes: 1 },
    dataset: { name: "fake-data", source: "generated", digest, train: 32, test: 8 },
    warnings: [],
  };
}

function oneByOne(context: ExecutorContext): Executor {
  return {
    async execute(cells) {
      const statuses = new Map<string, CellStatus>();
      for (const cell of cells) {
        if (context.signal.aborted) break;
        statuses.set(cell.hash, await context.runCell(cell, context.signal, (event) => context.emit(event)));
      }
      return statuses;
    },
  };
}
