import { availableParallelism } from "node:os";
import { dirname, join, resolve } from "node:path";
import {
  counted,
  exitCodes,
  formatPercent,
  type Diagnostic,
  type EngineInfo,
  type EngineName,
  type ExitCode,
  type Plan,
} from "@infoplane/contracts";
import {
  collectManifest,
  hashCell,
  type Intake,
  openRun,
  planExperiment,
  runPlan,
  RunStore,
  sortCells,
  systemClock,
  takeStock,
} from "@infoplane/core";
import type { LoadedDataset } from "@infoplane/data";
import { formatDiagnostics, inOneLine } from "@infoplane/dsl";
import { quote } from "@infoplane/executors";
import { modulesOf } from "../code-digest.ts";
import type { FailOn } from "../fail-on.ts";
import { loadExperiment, type ExperimentFlags, type LoadedExperiment } from "../load-experiment.ts";
import { cellCommand, type CellFlags } from "../runtime/cell-command.ts";
import { createCellRuntime, profileOf } from "../runtime/cell-runtime.ts";
import { chooseExecutor, type ChosenExecutor, type ExecutorFlags } from "../runtime/choose-executor.ts";
import { dataDirOf } from "../runtime/data-dir-of.ts";
import { loadData, type DataAsk } from "../runtime/load-data.ts";
import { requirePrecision } from "../runtime/require-precision.ts";
import { openEngine } from "../runtime/open-engine.ts";
import { type CellThreads, threadsOf, usualThreads } from "../runtime/threads-of.ts";
import { whyAnew } from "../runtime/why-anew.ts";
import { epochsBefore } from "../show/epochs-before.ts";
import type { Output } from "../show/output.ts";
import { RunProgress } from "../show/progress.ts";
import type { RunWatch } from "../show/watch-run.ts";
import { slowEngineWarning } from "../show/slow-engine.ts";
import { programState } from "../program-state.ts";
import { version } from "../version.ts";
import { finishRun } from "./finish-run.ts";
import { interruptedBy, saving, stopOnSignals } from "./signals.ts";

export interface RunFlags extends ExperimentFlags, CellFlags, ExecutorFlags {
  readonly out: string;
  readonly failOn?: FailOn;
  readonly dryRun?: boolean;
  /** Port of the live page. */
  readonly watch?: number;
  /** The words of the command as it was typed. */
  readonly words: readonly string[];
}

/** `run <file>`: check, plan, train, measure, report. */
export async function runCommand(file: string, flags: RunFlags, output: Output): Promise<ExitCode> {
  const begun = systemClock();
  const loaded = await loadExperiment(file, flags);
  const { source, registry, warnings } = loaded;
  if (warnings.length > 0) output.note(formatDiagnostics(warnings, [source], { color: output.color }));
  const directory = join(flags.out, loaded.experiment.name);
  const share = await threadsOf(flags.threads, new RunStore(resolve(directory)));
  const experiment = { ...loaded.experiment, threads: share.threads };
  const executor = chooseExecutor(flags, experiment.arms.length * experiment.seeds.length, share.threads, registry);
  const again = `npx tsx run ${flags.words.map(quote).join(" ")}`;
  const signals = stopOnSignals(output, saving(again));
  try {
    const settled = { ...loaded, experiment };
    if (flags.dryRun) return await dryRun(file, settled, executor, flags, signals.signal, output);
    const onWait = (host: string): void =>
      output.note(`a process of ${host} holds ${directory}: a minute to see whether it still lives`);
    const run = await openRun(directory, { lock: true, onWait });
    let watch: RunWatch | undefined;
    try {
      // Where the cells run elsewhere, their machines say what they run on.
      const isElsewhere = executor.plugin.elsewhere ?? false;
      const wanted = isElsewhere ? { engine: withoutGpu(flags.engine) } : flags;
      const opened = await openEngine({ ...wanted, threads: share.threads }, output, signals.signal);
      if (!isElsewhere) for (const { training } of experiment.arms) requirePrecision(training, opened);
      const data = await loadData(dataOf(loaded, flags), output, signals.signal);
      const plan = planExperiment(experiment, { datasetDigest: data.dataset.digest });
      const manifest = await collectManifest({
        infoplane: version,
        program: await programState(),
        started: begun,
        command: ["run", ...process.argv.slice(2)],
        engine: opened.info,
        directory: dirname(resolve(file)),
        files: [resolve(file), ...(await modulesOf(experiment, file)).values()],
        ...data,
        dataDir: dataDirOf(flags),
      });
      describe(plan, settled, data, output);
      output.note(`  threads       ${describeThreads(share, executor, directory)}\n`);
      const stock = await takeStock(intakeOf(run, settled, plan, data, file));
      for (const { message } of stock.notes) output.note(`  ${message}`);
      const told = [...warnings.map((warning) => inOneLine(warning, source)), ...stock.warnings.map(inFull)];
      if (!isElsewhere) warnSlow(opened.info, plan, data, executor, output);
      const progress = new RunProgress(output, systemClock, plan, await epochsBefore(run, plan));
      if (flags.watch !== undefined) {
        const { watchRun } = await import("../show/watch-run.ts");
        watch = await watchRun(directory, registry, flags.watch, output);
      }
      const summary = await runPlan({
        run,
        experiment,
        source: source.text,
        plan,
        manifest: { ...manifest, file: resolve(file), executor: executor.use, warnings: told },
        clock: systemClock,
        runtime: isElsewhere ? undefined : createCellRuntime(registry, data.dataset, profileOf(run, flags)),
        createExecutor: (context) => executor.create(context),
        cellCommand: ({ hash }) => cellCommand(directory, hash, file, { ...flags, threads: share.threads }),
        emit: (event) => {
          progress.on(event);
          watch?.on(event);
        },
        signal: signals.signal,
      });
      if (executor.isDetached && !signals.signal.aborted) {
        output.note(`\nsubmitted; to follow: npx tsx run attach ${directory}; to end: npx tsx run cancel ${directory}`);
        return exitCodes.done;
      }
      const seconds = (systemClock() - begun) / 1000;
      return await finishRun({ summary, directory, registry, seconds, again, failOn: flags.failOn }, output);
    } finally {
      await watch?.close();
      await run.close();
    }
  } catch (error) {
    return interruptedBy(error, signals.signal);
  } finally {
    signals.release();
  }
}

const inFull = ({ message }: Diagnostic): string => message;

/** What is asked of the run's folder before it is written to. */
function intakeOf(
  run: RunStore,
  { experiment, registry }: LoadedExperiment,
  plan: Plan,
  { dataset }: LoadedDataset,
  file: string,
): Intake {
  const { digest, train } = dataset;
  const inputs = { datasetDigest: digest, ...(experiment.code !== undefined && { code: experiment.code }) };
  return {
    run,
    experiment,
    plan,
    manifest: { infoplane: version, file: resolve(file), digest },
    hashOf: (cell) => hashCell(cell, inputs),
    whyAnew: whyAnew(registry, train.count),
  };
}

/** The machine that hands the cells out may have no GPU where theirs have. */
function withoutGpu(engine: EngineName | undefined): EngineName | undefined {
  return engine === "native-gpu" ? undefined : engine;
}

const dataOf = ({ experiment, registry, source }: LoadedExperiment, { dataDir }: RunFlags): DataAsk => {
  return { dataset: experiment.dataset, registry, file: source.file, dataDir };
};

/** `--dry-run`: what would run, and what a cluster would be given. Reads the data, and writes and starts nothing. */
async function dryRun(
  file: string,
  loaded: LoadedExperiment,
  executor: ChosenExecutor,
  flags: RunFlags,
  signal: AbortSignal,
  output: Output,
): Promise<ExitCode> {
  const { experiment } = loaded;
  const directory = resolve(flags.out, experiment.name);
  const data = await loadData(dataOf(loaded, flags), output, signal);
  const plan = planExperiment(experiment, { datasetDigest: data.dataset.digest });
  describe(plan, loaded, data, output);
  const run = new RunStore(directory);
  const stock = await takeStock({ ...intakeOf(run, loaded, plan, data, file), dryRun: true });
  for (const { message } of stock.notes) output.note(message);
  const { reused, left } = await sortCells(plan, run);
  output.note(
    `${counted(left.length, "cell")} to run, ${reused.length} finished before; ${executor.use.name}, threads of a cell: ${experiment.threads ?? usualThreads}`,
  );
  const unused = (): never => {
    throw new Error("a dry run runs nothing");
  };
  const described = await executor.create({
    experiment: experiment.name,
    directory,
    cellCommand: ({ hash }) =>
      cellCommand(directory, hash, file, { ...flags, threads: experiment.threads ?? usualThreads }),
    signal,
    runCell: unused,
    observe: unused,
    emit: () => undefined,
  });
  if (described.describe && left.length > 0) output.print(described.describe(left));
  else for (const { hash, arm, seed } of left) output.print(`${hash}  ${arm}  seed ${seed}`);
  return exitCodes.done;
}

function warnSlow(
  engine: EngineInfo,
  plan: Plan,
  { dataset }: LoadedDataset,
  { workers }: ChosenExecutor,
  output: Output,
): void {
  const slow = slowEngineWarning(engine, plan, dataset.train.count, workers);
  if (slow) output.note(`  SLOW          ${slow}\n`);
}

function describe(
  plan: Plan,
  { experiment }: LoadedExperiment,
  { dataset, standIn }: LoadedDataset,
  output: Output,
): void {
  const { architecture, arms, seeds, uses } = experiment;
  const parameters = [...architecture.blocks, architecture.classifier].reduce((sum, b) => sum + b.cost.parameters, 0);
  output.note(`${experiment.name}${experiment.title ? `: ${experiment.title}` : ""}`);
  output.note(
    `  data          ${dataset.name}, ${dataset.train.count} train + ${dataset.test.count} test (${dataset.source})`,
  );
  for (const note of dataset.notes ?? []) output.note(`  NOTE          ${note}`);
  const left = dataset.train.count % experiment.dataset.batch;
  if (left > 0) {
    output.note(
      `  left out      ${left} of ${dataset.train.count} training samples each epoch, other ones each time: batches of ${experiment.dataset.batch} are whole`,
    );
  }
  if (dataset.labelNoise) {
    const { share, wrong } = dataset.labelNoise;
    output.note(
      `  LABEL NOISE   ${formatPercent(share, 1)}: ${counted(wrong, "training label")} ${wrong === 1 ? "is" : "are"} wrong on purpose`,
    );
  }
  if (standIn) output.note(`  STAND-IN      ${standIn.used} in place of ${standIn.wanted}: ${standIn.reason}`);
  if (uses.length > 0) output.note(`  outside code  ${uses.join(", ")}: runs with your rights`);
  output.note(
    `  architecture  ${architecture.name}, ${counted(architecture.blocks.length, "block")}, ${counted(parameters, "parameter")}`,
  );
  output.note(
    `  arms          ${arms.map((arm) => arm.name).join(", ")} x ${seeds.length === 1 ? "seed" : "seeds"} ${formatSeeds(seeds)} = ${counted(plan.cells.length, "cell")}`,
  );
}

/** How many threads a cell has and why, and what would use more of the machine. */
function describeThreads({ threads, from }: CellThreads, executor: ChosenExecutor, directory: string): string {
  const why = { said: "as asked for", stored: `as the cells of ${directory} have`, usual: "the same on every machine" };
  const told = `${threads} a cell, ${why[from]}`;
  const spare = Math.floor(availableParallelism() / executor.workers);
  if (executor.plugin.elsewhere || spare < 2 * threads) return told;
  return `${told}; --threads ${spare} uses more of this machine, and makes other cells: their last digits differ`;
}

/** The first ones of many. */
function formatSeeds(seeds: readonly number[]): string {
  return seeds.length > 12 ? `${seeds.slice(0, 10).join(", ")}... (${seeds.length})` : seeds.join(", ");
}
