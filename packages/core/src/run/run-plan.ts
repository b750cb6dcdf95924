import {
  exitCodes,
  type CellEvent,
  type CellSpec,
  type CellStatus,
  type ExitCode,
  type Executor,
  type ExecutorContext,
  type Experiment,
  type Manifest,
  type Plan,
} from "@infoplane/contracts";
import { isoTime, type Clock } from "../clock.ts";
import { isDamage } from "../messages.ts";
import { isFinished, isTrained } from "../schedule/progress.ts";
import { runCell } from "../schedule/run-cell.ts";
import type { CellRuntime } from "../schedule/cell-runtime.ts";
import { unlessMissing } from "./earlier-run.ts";
import { enginesOf } from "./engines-of.ts";
import { observeCells } from "./observe-cells.ts";
import type { RunStore } from "../store/run-store.ts";

export interface PlanRun {
  /** Opened with its lock. */
  readonly run: RunStore;
  readonly experiment: Experiment;
  /** The experiment as it was written. */
  readonly source: string;
  readonly plan: Plan;
  readonly manifest: Manifest;
  readonly clock: Clock;
  /** What runs cells in this process; undefined if they all run elsewhere. */
  readonly runtime?: CellRuntime | undefined;
  readonly createExecutor: (context: ExecutorContext) => Executor | Promise<Executor>;
  readonly cellCommand: ExecutorContext["cellCommand"];
  readonly emit: (event: CellEvent) => void;
  readonly signal: AbortSignal;
  readonly keepCheckpoints?: number;
}

type CellStart = CellEvent & { readonly kind: "start" };

/** How each cell of the plan ended. */
export interface RunSummary {
  /** Trained to their end, and measured. */
  readonly done: readonly CellSpec[];
  /** Done too, and their training was complete when this run began: only measures were taken. */
  readonly measured: readonly CellSpec[];
  /** Finished by an earlier run and not run again. */
  readonly reused: readonly CellSpec[];
  readonly failed: readonly { readonly cell: CellSpec; readonly status: CellStatus & { readonly state: "failed" } }[];
  /** Stopped by the signal with their state saved, or not begun. */
  readonly interrupted: readonly CellSpec[];
}

/**
 * Runs a plan through an executor: writes what the run is about, skips finished cells, runs the rest, completes the
 * manifest. A failing cell does not stop the others. Throws InfoplaneError only for the store itself.
 */
export async function runPlan(options: PlanRun): Promise<RunSummary> {
  const { run, experiment, source, plan, manifest, runtime, clock, emit, signal } = options;
  const { reused, left } = await sortCells(plan, run);
  const before = await run.readManifest().catch(() => undefined);
  const now = await manifestFor(run, manifest, left);
  await run.writeExperiment(experiment, source, plan, now);
  const keep = options.keepCheckpoints === undefined ? {} : { keepCheckpoints: options.keepCheckpoints };
  const begun = new Map<string, CellStart>();
  const executor = await options.createExecutor({
    runCell: (cell, cellSignal, tell) => {
      if (!runtime) throw new Error("this process runs no cells");
      return runCell(cell, runtime, { run, measures: plan.measures, signal: cellSignal, emit: tell, ...keep });
    },
    cellCommand: options.cellCommand,
    emit: (event) => {
      if (event.kind === "start" && !begun.has(event.cell)) begun.set(event.cell, event);
      emit(event);
    },
    signal,
    experiment: experiment.name,
    directory: run.directory,
    observe: observeCells(run),
  });
  const statuses = await executor.execute(left);
  await settle(left, statuses, run);
  const summary = summarise(left, statuses, reused, begun);
  if (left.length > 0) {
    const engines = await enginesOf(plan.cells, run, before?.engines);
    const engine = runtime ? undefined : engines[0]?.engine;
    const finished = summary.interrupted.length === 0 && { finished: isoTime(clock()) };
    await run.writeManifest({ ...now, ...(engine && { engine }), engines, ...finished });
  }
  return summary;
}

/** The exit code for the shell. */
export function exitCodeOf({ failed, interrupted }: RunSummary): ExitCode {
  if (interrupted.length > 0) return exitCodes.interrupted;
  if (failed.some(({ status }) => isDamage(status))) return exitCodes.damaged;
  return failed.length > 0 ? exitCodes.runFailed : exitCodes.done;
}

/** Cells to run, each once, as arms with equal training share one; and those that are finished. Reads only. */
export async function sortCells(plan: Plan, run: RunStore): Promise<{ reused: CellSpec[]; left: CellSpec[] }> {
  const cells = [...new Map(plan.cells.map((cell) => [cell.hash, cell])).values()];
  const reused: CellSpec[] = [];
  const left: CellSpec[] = [];
  for (const cell of cells) ((await isFinished(cell, plan.measures, run.cell(cell.hash))) ? reused : left).push(cell);
  return { reused, left };
}

/** The manifest of the run that made the records stays if nothing is left to run, except for what is asked now. */
async function manifestFor(run: RunStore, manifest: Manifest, left: readonly CellSpec[]): Promise<Manifest> {
  if (left.length > 0) return manifest;
  const before = await unlessMissing(run.readManifest());
  // Cells of several data sets may share a folder.
  if (before?.dataset.digest !== manifest.dataset.digest) return manifest;
  const { file, dataDir, warnings } = manifest;
  return { ...before, ...(file !== undefined && { file }), ...(dataDir !== undefined && { dataDir }), warnings };
}

/** Another process is at work on the cell and reports its status. */
const othersWork: ReadonlySet<string> = new Set(["files/locked", "files/lock-lost"]);

/** A process that died could not report how its cell ended. */
async function settle(
  cells: readonly CellSpec[],
  statuses: ReadonlyMap<string, CellStatus>,
  run: RunStore,
): Promise<void> {
  for (const { hash } of cells) {
    const status = statuses.get(hash);
    const store = run.cell(hash);
    if (status?.state !== "failed" && status?.state !== "interrupted") continue;
    // If its folder can't be read, that is why the cell failed.
    const stored = await store.readStatus().catch(() => undefined);
    if (stored?.state !== "running") continue;
    if (status.state === "failed") {
      if (!othersWork.has(status.code)) await store.writeStatus(status);
    } else if (await store.isAbandoned()) {
      // Only what was saved counts.
      await store.writeStatus({ state: "interrupted", at: stored.at });
    }
  }
}

function summarise(
  cells: readonly CellSpec[],
  statuses: ReadonlyMap<string, CellStatus>,
  reused: readonly CellSpec[],
  begun: ReadonlyMap<string, CellStart>,
): RunSummary {
  const ended = cells.map((cell) => ({ cell, status: statuses.get(cell.hash) ?? ({ state: "waiting" } as const) }));
  const done = ended.filter(({ status }) => status.state === "done").map(({ cell }) => cell);
  const wasTrained = (cell: CellSpec): boolean => {
    const start = begun.get(cell.hash);
    return start !== undefined && isTrained(cell, start.at);
  };
  return {
    done: done.filter((cell) => !wasTrained(cell)),
    measured: done.filter(wasTrained),
    reused,
    failed: ended.flatMap(({ cell, status }) => (status.state === "failed" ? [{ cell, status }] : [])),
    interrupted: ended.filter(({ status }) => !["done", "failed"].includes(status.state)).map(({ cell }) => cell),
  };
}
