import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { main } from "@infoplane/cli";
import { checkExperiment } from "@infoplane/runtime";
import type { CellStatus, ExecutorContext, Manifest } from "@infoplane/contracts";
import { openRunStore, planExperiment, readRun, runCell, runPlan, systemClock } from "@infoplane/core";
import { FakeRuntime } from "@infoplane/core/test";
import { recordsPerEpoch, scaleExperiment } from "./scale-experiment.ts";
import { writeCell } from "./write-cell.ts";

/** What a phase works on. */
export interface Scale {
  readonly out: string;
  readonly cells: number;
  /** Per cell. */
  readonly records: number;
}

/** Each runs in its own process. Returns a summary of what it found. */
export const phases: Readonly<Record<string, (scale: Scale) => Promise<string>>> = {
  plan: async (scale) => {
    const plan = await planOf(scale);
    return `${plan.plan.cells.length} cells`;
  },
  schedule: async (scale) => {
    const { done } = await schedule(scale, writeCell);
    return `${done.length} cells done`;
  },
  "100 whole sessions": async ({ out }) => {
    const runtime = new FakeRuntime();
    const few = { out: join(out, "sessions"), cells: 100, records: 4 * recordsPerEpoch };
    mkdirSync(few.out);
    const { done } = await schedule(few, (cell, measures, run) =>
      runCell(cell, runtime, { run, measures, signal: new AbortController().signal, emit: () => undefined }),
    );
    return `${done.length} cells of 4 epochs done, by a trainer for tests: checkpoints and all`;
  },
  "run again": async (scale) => {
    const { reused, done } = await schedule(scale, () => Promise.reject(new Error("nothing is left to do")));
    return `${reused.length} finished before, ${done.length} run`;
  },
  status: (scale) => program(["status", join(scale.out, "scale")]),
  report: (scale) => program(["report", join(scale.out, "scale")]),
  "read only": async ({ out }) => {
    const { records, thinned } = await readRun(join(out, "scale"));
    return `${records.length} records held${thinned ? ` of ${thinned.of}: every ${thinned.every} epochs` : ""}`;
  },
};

async function planOf({ out, cells, records }: Scale) {
  const file = join(out, "scale.exp");
  writeFileSync(file, scaleExperiment(cells, records));
  const { experiment, source } = await checkExperiment(file);
  const plan = planExperiment(experiment, { datasetDigest: "0".repeat(64) });
  return { experiment, source: source.text, plan };
}

type Train = (...args: Parameters<typeof writeCell>) => Promise<CellStatus>;

/** The real scheduler and store, with a trainer that does nothing. */
async function schedule(scale: Scale, train: Train) {
  const planned = await planOf(scale);
  const run = await openRunStore(join(scale.out, "scale"), { lock: true });
  const runtime = new FakeRuntime();
  const createExecutor = (context: ExecutorContext) => ({
    async execute(cells: readonly (typeof planned.plan.cells)[number][]) {
      const statuses = new Map<string, CellStatus>();
      for (const cell of cells) {
        const status = await train(cell, planned.plan.measures, run);
        statuses.set(cell.hash, status);
        context.emit({ kind: "end", cell: cell.hash, status });
      }
      return statuses;
    },
  });
  try {
    return await runPlan({
      ...planned,
      run,
      runtime,
      createExecutor,
      manifest: manifestOf(runtime),
      clock: systemClock,
      cellCommand: () => ({ file: "", args: [] }),
      emit: () => undefined,
      signal: new AbortController().signal,
    });
  } finally {
    await run.close();
  }
}

function manifestOf({ engine }: FakeRuntime): Manifest {
  return {
    infoplane: "0.0.0",
    started: "2026-01-01T00:00:00.000Z",
    command: ["scale"],
    engine,
    node: process.version,
    platform: process.platform,
    host: { cpu: "any", cores: 1, memoryBytes: 1 },
    dataset: { name: "textures", source: "generated", digest: "0".repeat(64), train: 1000, test: 200 },
    warnings: [],
  };
}

/** The program as a user starts it; its output is only counted. */
async function program(args: readonly string[]): Promise<string> {
  const code = await main([...args]);
  if (code !== 0) throw new Error(`${args.join(" ")} ended with ${code}`);
  return "exit code 0";
}
