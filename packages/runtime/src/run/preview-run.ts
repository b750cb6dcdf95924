import { resolve } from "node:path";
import type { CellSpec, Experiment, Plan } from "@infoplane/contracts";
import { planExperiment, RunStore, sortCells, takeStock } from "@infoplane/core";
import { loadData } from "../cell/load-data.ts";
import { callOf, type CallOptions } from "../events.ts";
import { summaryOf, type Survey } from "../survey/survey.ts";
import { cellCommand } from "./cell-command.ts";
import type { ChosenExecutor } from "./choose-executor.ts";
import { intakeOf } from "./intake-of.ts";
import { prepare, type RunRequest } from "./run-experiment.ts";

/** What a run would do. */
export interface RunPreview {
  readonly experiment: Experiment;
  readonly plan: Plan;
  readonly survey: Omit<Survey, "engine">;
  readonly executor: ChosenExecutor;
  /** What would happen to the folder's contents. */
  readonly notes: readonly string[];
  /** Cells that are finished, and those that would run. */
  readonly finished: readonly CellSpec[];
  readonly left: readonly CellSpec[];
  /** What a cluster would receive, e.g. a job script. */
  readonly jobs?: string;
}

/** Says what {@link runExperiment} would run. Reads the data; writes and starts nothing. Throws the same errors. */
export async function previewRun(
  file: string,
  request: RunRequest = {},
  options: CallOptions = {},
): Promise<RunPreview> {
  const call = callOf(options);
  const { checked, directory, executor } = await prepare(file, request);
  const { experiment, source, warnings } = checked;
  if (warnings.length > 0) call.emit({ kind: "warnings", diagnostics: warnings, source });
  const { registry } = checked;
  const wanted = { dataset: experiment.dataset, registry, file: source.file, dataDir: request.dataDir };
  const survey = summaryOf(await loadData(wanted, call));
  const plan = planExperiment(experiment, { datasetDigest: survey.dataset.digest });
  const run = new RunStore(resolve(directory));
  const stock = await takeStock({ ...intakeOf(run, checked, plan, survey.dataset, file), dryRun: true });
  const { reused: finished, left } = await sortCells(plan, run);
  const unused = (): never => {
    throw new Error("a preview runs nothing");
  };
  const described = await executor.create({
    experiment: experiment.name,
    directory: run.directory,
    cellCommand: ({ hash }) => cellCommand(directory, hash, file, { ...request, threads: experiment.threads }),
    signal: call.signal,
    runCell: unused,
    observe: unused,
    emit: () => undefined,
  });
  const jobs = left.length > 0 ? described.describe?.(left) : undefined;
  const notes = stock.notes.map(({ message }) => message);
  return { experiment, plan, survey, executor, notes, finished, left, ...(jobs !== undefined && { jobs }) };
}
