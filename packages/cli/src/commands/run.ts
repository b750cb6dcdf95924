import { statSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { exitCodes, InfoplaneError, optionsOf, type ExitCode, type Plan, type Registry } from "@infoplane/contracts";
import {
  collectManifest,
  exitCodeOf,
  openRun,
  planExperiment,
  readRun,
  runPlan,
  systemClock,
  type RunStore,
} from "@infoplane/core";
import { dataCacheDir, loadDataset, type LoadedDataset } from "@infoplane/data";
import { formatDiagnostics } from "@infoplane/dsl";
import { verdictExitCode, type FailOn } from "../fail-on.ts";
import { loadExperiment, type ExperimentFlags, type LoadedExperiment } from "../load-experiment.ts";
import { messages } from "../messages.ts";
import { createCellRuntime } from "../runtime/cell-runtime.ts";
import { openEngine, type EngineFlags } from "../runtime/open-engine.ts";
import { shareMachine, type MachineShare, type ParallelFlags } from "../runtime/share-machine.ts";
import type { Output } from "../show/output.ts";
import { RunProgress } from "../show/progress.ts";
import { formatDuration } from "../show/duration.ts";
import { slowEngineWarning } from "../show/slow-engine.ts";
import { version } from "../version.ts";
import { renderReport } from "./report.ts";
import { stopOnSignals } from "./signals.ts";

export interface RunFlags extends ExperimentFlags, EngineFlags, ParallelFlags {
  readonly out: string;
  readonly failOn?: FailOn;
  readonly dataDir?: string;
}

/** `run <file>`: check, plan, train, measure, report. */
export async function runCommand(file: string, flags: RunFlags, output: Output): Promise<ExitCode> {
  const begun = systemClock();
  const loaded = await loadExperiment(file, flags);
  const { experiment, source, registry, warnings } = loaded;
  if (warnings.length > 0) output.note(formatDiagnostics(warnings, [source], { color: output.color }));
  const share = shareMachine(flags, experiment.arms.length * experiment.seeds.length);
  const executor = createExecutorFactory(share, flags, registry);
  const directory = join(flags.out, experiment.name);
  const run = await openRun(directory, { lock: true });
  const signals = stopOnSignals(output, file);
  try {
    const engine = await openEngine({ ...flags, threads: share.threads }, output);
    const data = await loadData(loaded, flags, output, signals.signal);
    const plan = planExperiment(experiment, { datasetDigest: data.dataset.digest });
    const manifest = await collectManifest({
      infoplane: version,
      started: begun,
      command: ["run", ...process.argv.slice(2)],
      engine: engine.info,
      directory: dirname(resolve(file)),
      ...data,
      warnings: warnings.map(({ message }) => message),
    });
    describe(plan, loaded, data, output);
    const slow = slowEngineWarning(engine.info, plan, data.dataset.train.count, share.workers);
    if (slow) output.note(`  SLOW          ${slow}\n`);
    const progress = new RunProgress(output, systemClock, plan, await finishedCells(run, plan));
    const summary = await runPlan({
      run,
      experiment,
      source: source.text,
      plan,
      manifest: { ...manifest, file: resolve(file) },
      runtime: createCellRuntime(registry, data.dataset),
      createExecutor: executor,
      cellCommand: (cell) => cellCommand(directory, cell.hash, file, flags, share),
      emit: progress.on,
      signal: signals.signal,
    });
    const { done, measured, reused, failed, interrupted } = summary;
    const counts = [
      [done.length, "trained"],
      [measured.length, "measured again"],
      [reused.length, "finished before"],
      [failed.length, "failed"],
      [interrupted.length, "left to do"],
    ] as const;
    const told = counts.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`);
    output.note(`\n${told.join(", ")} in ${formatDuration((systemClock() - begun) / 1000)}`);
    const isJudged = done.length + measured.length + reused.length + failed.length > 0;
    const view = isJudged ? await renderReport(await readRun(directory), registry, output) : undefined;
    if (interrupted.length > 0) output.note(`To continue, run the same command again: npx tsx run ${file}`);
    return exitCodeOf(summary) || verdictExitCode(view?.verdicts ?? [], flags.failOn);
  } finally {
    signals.release();
    await run.close();
  }
}

/** Cells that an earlier run has finished: nothing of them is left to do. */
async function finishedCells(run: RunStore, plan: Plan): Promise<ReadonlySet<string>> {
  const states = await Promise.all(
    plan.cells.map(async ({ hash }) => ({
      hash,
      status: await run
        .cell(hash)
        .readStatus()
        .catch(() => undefined),
    })),
  );
  return new Set(states.filter(({ status }) => status?.state === "done").map(({ hash }) => hash));
}

async function loadData(
  { experiment, registry, source }: LoadedExperiment,
  { dataDir }: RunFlags,
  output: Output,
  signal: AbortSignal,
): Promise<LoadedDataset> {
  if (dataDir !== undefined && !statSync(dataDir, { throwIfNoEntry: false })?.isDirectory()) {
    throw new InfoplaneError(messages.dataDirMissing(dataDir), exitCodes.wrongEnvironment);
  }
  const cacheDir = dataCacheDir();
  await mkdir(cacheDir, { recursive: true });
  const report = (message: string): void => output.note(message);
  return loadDataset(
    experiment.dataset,
    { cacheDir, baseDir: dirname(resolve(source.file)), report, signal, ...(dataDir !== undefined && { dataDir }) },
    registry,
  );
}

function describe(
  plan: Plan,
  { experiment }: LoadedExperiment,
  { dataset, standIn }: LoadedDataset,
  output: Output,
): void {
  const { architecture, arms, seeds } = experiment;
  const parameters = [...architecture.blocks, architecture.classifier].reduce((sum, b) => sum + b.cost.parameters, 0);
  output.note(`${experiment.name}${experiment.title ? `: ${experiment.title}` : ""}`);
  output.note(
    `  data          ${dataset.name}, ${dataset.train.count} train + ${dataset.test.count} test (${dataset.source})`,
  );
  if (dataset.labelNoise) {
    const { share, wrong } = dataset.labelNoise;
    output.note(`  LABEL NOISE   ${(100 * share).toFixed(1)}%: ${wrong} training labels are wrong on purpose`);
  }
  if (standIn) output.note(`  STAND-IN      ${standIn.used} in place of ${standIn.wanted}: ${standIn.reason}`);
  output.note(
    `  architecture  ${architecture.name}, ${architecture.blocks.length} blocks, ${parameters.toLocaleString("en")} parameters`,
  );
  output.note(
    `  arms          ${arms.map((arm) => arm.name).join(", ")} x seeds ${seeds.join(", ")} = ${plan.cells.length} cells\n`,
  );
}

function createExecutorFactory({ executor: name, workers }: MachineShare, flags: RunFlags, registry: Registry) {
  const plugin = registry.find("executor", name);
  if (!plugin) {
    throw new InfoplaneError(
      messages.unknownName("executor", name, registry.names("executor")),
      exitCodes.wrongExperiment,
    );
  }
  const takesWorkers = "workers" in plugin.options.shape;
  const parsed = plugin.options.safeParse(takesWorkers || flags.workers !== undefined ? { workers } : {});
  if (!parsed.success) {
    const problem = messages.badOption(`executor ${name} does not take --workers ${workers}`);
    throw new InfoplaneError(problem, exitCodes.wrongExperiment);
  }
  return (context: Parameters<typeof plugin.create>[1]) => plugin.create(optionsOf(plugin, parsed.data), context);
}

/** Runs one cell of an opened run in a process of its own: the same program, the hidden command `cell`. */
function cellCommand(
  directory: string,
  hash: string,
  file: string,
  flags: RunFlags,
  { threads }: MachineShare,
): { file: string; args: string[] } {
  const door = fileURLToPath(new URL("../cell-door.ts", import.meta.url));
  const passed = [
    ...["--threads", String(threads)],
    ...(flags.dataDir === undefined ? [] : ["--data-dir", flags.dataDir]),
    ...(flags.engine === undefined ? [] : ["--engine", flags.engine]),
    ...(flags.require === undefined ? [] : ["--require", flags.require]),
  ];
  const args = [...process.execArgv, door, "cell", resolve(directory), hash, file, ...passed];
  return { file: process.execPath, args };
}
