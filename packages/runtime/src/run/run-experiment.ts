import { dirname, join, resolve } from "node:path";
import type { Diagnostic, EngineInfo, Plan } from "@infoplane/contracts";
import {
  collectManifest,
  openRunStore,
  planExperiment,
  runPlan,
  RunStore,
  systemClock,
  takeStock,
  type RunSummary,
} from "@infoplane/core";
import { inOneLine } from "@infoplane/dsl";
import { createCellRuntime, profileOf } from "../cell/cell-runtime.ts";
import { dataDirOf } from "../cell/data-dir-of.ts";
import type { EngineChoice } from "../cell/open-engine.ts";
import { threadsOf } from "../cell/threads-of.ts";
import { callOf, type CallOptions } from "../events.ts";
import { checkExperiment, type ExperimentRequest } from "../experiment/check-experiment.ts";
import { codeFilesOf } from "../plugins/code-digest.ts";
import { surveyElsewhere } from "../survey/survey-elsewhere.ts";
import { surveyHere } from "../survey/survey.ts";
import { version } from "../version.ts";
import { reportOf, type RenderedRun } from "../view/render-report.ts";
import { cellCommand, type CellChoice } from "./cell-command.ts";
import { chooseExecutor, type ChosenExecutor, type ExecutorChoice } from "./choose-executor.ts";
import { epochsBefore } from "./epochs-before.ts";
import { intakeOf } from "./intake-of.ts";
import { programState } from "./program-state.ts";

/** How to run an experiment: which part of it, where its cells run, with which engine, and where the run is stored. */
export interface RunRequest extends ExperimentRequest, CellChoice, ExecutorChoice {
  /** Folder of runs: this one is `<out>/<name of the experiment>`. Default: `runs`. */
  readonly out?: string;
  /** The command recorded in the manifest, as typed. */
  readonly command?: readonly string[];
}

/** How a run ended. */
export interface RunOutcome {
  /** Folder of the run. */
  readonly directory: string;
  /** How each cell ended. */
  readonly summary: RunSummary;
  /** The report; absent if no cell has anything to show, or the cells were only submitted. */
  readonly report?: RenderedRun;
  /** The cells were handed to a cluster, and continue without this process. */
  readonly isSubmitted: boolean;
  /** Wall time. */
  readonly seconds: number;
}

/**
 * Runs an experiment: check, plan, train, measure, report. Finished cells are not run again, and an interrupted one
 * resumes from its last checkpoint. A cell that fails is reported in the summary and does not stop others. Throws
 * InfoplaneError if the experiment is invalid (ExperimentProblem), or the data, the engine or the store fail.
 */
export async function runExperiment(
  file: string,
  request: RunRequest = {},
  options: CallOptions = {},
): Promise<RunOutcome> {
  const begun = systemClock();
  const call = callOf(options);
  const { checked, directory, threads, executor } = await prepare(file, request);
  const { experiment, source, registry, warnings } = checked;
  if (warnings.length > 0) call.emit({ kind: "warnings", diagnostics: warnings, source });
  const onWatch = (host: string): void => call.emit({ kind: "waiting", directory, host });
  const run = await openRunStore(directory, { lock: true, onWatch });
  try {
    const { runsIn } = executor.plugin;
    const surveyed = {
      file: resolve(file),
      uses: experiment.uses,
      dataset: experiment.dataset,
      dataDir: request.dataDir,
      engine: { ...engineFor(executor, request), threads: threads.threads },
      trainings: runsIn === "machines" ? [] : experiment.arms.map(({ training }) => training),
    };
    const here = runsIn === undefined ? await surveyHere(surveyed, call, registry) : undefined;
    const survey = here?.survey ?? (await surveyElsewhere(surveyed, call));
    const plan = planExperiment(experiment, { datasetDigest: survey.dataset.digest });
    const manifest = await collectManifest({
      infoplane: version,
      program: await programState(),
      started: begun,
      command: request.command ?? ["run", file],
      directory: dirname(resolve(file)),
      files: [resolve(file), ...(await codeFilesOf(experiment, file))],
      ...survey,
      dataDir: dataDirOf(request),
    });
    const stock = await takeStock(intakeOf(run, checked, plan, survey.dataset, file));
    const { engine, dataset } = survey;
    const slow = runsIn === "machines" ? undefined : slowSeconds(engine, plan, dataset.train.count, executor.workers);
    const before = await epochsBefore(run, plan);
    const prepared = { experiment, plan, survey, registry, executor, threads, directory, epochsBefore: before };
    call.emit({ kind: "prepared", run: { ...prepared, ...(slow !== undefined && { slowSeconds: slow }) } });
    for (const { message } of stock.notes) call.note(message);
    const told = [...warnings.map((warning) => inOneLine(warning, source)), ...stock.warnings.map(inFull)];
    const summary = await runPlan({
      run,
      experiment,
      source: source.text,
      plan,
      manifest: { ...manifest, file: resolve(file), executor: executor.use, warnings: told },
      clock: systemClock,
      runtime: here && createCellRuntime(registry, here.data.dataset, profileOf(run, request)),
      createExecutor: (context) => executor.create(context),
      cellCommand: ({ hash }) => cellCommand(directory, hash, file, { ...request, threads: threads.threads }),
      emit: (event) => call.emit({ kind: "cell", event }),
      signal: call.signal,
    });
    const isSubmitted = executor.isDetached && !call.signal.aborted;
    const seconds = (systemClock() - begun) / 1000;
    if (isSubmitted) return { directory, summary, isSubmitted, seconds };
    call.emit({ kind: "ended", summary, seconds });
    const report = await reportOf(summary, directory, registry);
    return { directory, summary, ...(report && { report }), isSubmitted, seconds };
  } finally {
    await run.close();
  }
}

/** What is settled before anything is written: the experiment with its threads, and what runs its cells. */
export async function prepare(file: string, request: RunRequest) {
  const loaded = await checkExperiment(file, request);
  const directory = join(request.out ?? "runs", loaded.experiment.name);
  const threads = await threadsOf(request.threads, new RunStore(resolve(directory)));
  const experiment = { ...loaded.experiment, threads: threads.threads };
  const cells = experiment.arms.length * experiment.seeds.length;
  const executor = chooseExecutor(request, cells, threads.threads, loaded.registry);
  return { checked: { ...loaded, experiment }, directory, threads, executor };
}

const inFull = ({ message }: Diagnostic): string => message;

/** The submitting machine may lack the GPU that the others have. */
function engineFor({ plugin }: ChosenExecutor, { engine, require, compile }: RunRequest): EngineChoice {
  if (plugin.runsIn === "machines") return engine === "native-gpu" ? {} : { engine };
  return { engine, ...(require !== undefined && { require }), ...(compile !== undefined && { compile }) };
}

/** Operations per second of one process: wasm measured on vgg11 (48 s per step, batch 128), js a rough guess. */
const operationsPerSecond = { wasm: 2.4e9, js: 1e8 } as const;
const worthSaying = 120;

/** Estimated seconds of a plan on a plain engine; undefined if that is not long, and for native engines. */
export function slowSeconds({ name }: EngineInfo, plan: Plan, train: number, workers: number): number | undefined {
  if (name !== "wasm" && name !== "js") return undefined;
  const operations = plan.cells.reduce((sum, { architecture, training }) => {
    const { blocks, classifier } = architecture;
    const forward = [...blocks, classifier].reduce((flops, block) => flops + block.cost.flops, 0);
    // Forward, plus twice as much backward.
    return sum + 3 * forward * train * training.epochs;
  }, 0);
  const seconds = operations / operationsPerSecond[name] / workers;
  return seconds < worthSaying ? undefined : seconds;
}
