import { rm } from "node:fs/promises";
import { join } from "node:path";
import { verdictsMarkdown } from "@infoplane/analysis";
import {
  type Correction,
  type Diagnostic,
  type Experiment,
  optionsOf,
  type Registry,
  type RunView,
} from "@infoplane/contracts";
import { writeReport, type RunSummary } from "@infoplane/core";
import { checkReportText } from "@infoplane/dsl";
import { writeAtomic } from "@infoplane/files";
import { ExperimentProblem } from "../experiment/experiment-problem.ts";
import { loadUses } from "../plugins/load-uses.ts";
import { builtInRegistry } from "../plugins/registry.ts";
import { completeView } from "./complete-view.ts";
import { readView } from "./read-view.ts";

export interface RenderRequest {
  /** What to render in place of what the experiment says, in its words: `vega-lite(size: single), table`. */
  readonly with?: string;
  /** Plugin modules to load first, besides the experiment's own; paths count from the current folder. */
  readonly use?: readonly string[];
  /** How claims are corrected for their number; default: joint. */
  readonly correction?: Correction;
}

export interface RenderedRun {
  /** The run as the reporters saw it; `leftOut` has what they could not make. */
  readonly view: RunView;
  /** Absolute path of the report. */
  readonly directory: string;
  /** Paths below `directory`. */
  readonly files: readonly string[];
}

/**
 * Judges the claims of a stored run and renders its report again; the run itself is only read. Throws InfoplaneError where
 * there is no run, where a plugin module of the request can't be loaded, or where a reporter fails.
 *
 * ```ts
 * const { view, files } = await renderRun("runs/cifar", { with: "vega-lite(size: single)" });
 * ```
 */
export async function renderRun(directory: string, request: RenderRequest = {}): Promise<RenderedRun> {
  const run = await readView(directory, request.correction ? { correction: request.correction } : {});
  const registry = builtInRegistry();
  const missing = await loadUses(usesOf(run), fileOf(run), registry);
  const added = (request.use ?? []).map((path) => ({ path }));
  const unloaded = await loadUses(added, join(process.cwd(), "--use"), registry);
  if (unloaded.length > 0) throw new ExperimentProblem(unloaded, []);
  const experiment = { ...run.experiment, ...wantedReports(run.experiment, request, registry) };
  return renderView(without({ ...run, experiment }, missing), registry);
}

/**
 * A stored run, complete: its records, its claims judged, and the figures of its plugins; also while it is running. Modules
 * that can't be loaded are said in `leftOut`. Throws InfoplaneError where there is no run, or it can't be read.
 *
 * ```ts
 * const { records, verdicts } = await openRun("runs/cifar");
 * ```
 */
export async function openRun(
  directory: string,
  { registry, correction }: { readonly registry?: Registry; readonly correction?: Correction } = {},
): Promise<RunView> {
  const run = await readView(directory, correction ? { correction } : {});
  if (registry) return completeView(run, registry);
  const own = builtInRegistry();
  return completeView(without(run, await loadUses(usesOf(run), fileOf(run), own)), own);
}

const usesOf = ({ experiment }: RunView) => experiment.uses.map((path) => ({ path }));
const fileOf = ({ manifest, directory }: RunView): string => manifest.file ?? join(directory, "experiment.exp");

/** What to render, checked as a `report` statement is; figures of `use` are drawn whether named or not. */
function wantedReports(
  experiment: Experiment,
  request: RenderRequest,
  registry: Registry,
): Pick<Experiment, "reports" | "figures"> {
  if (request.with === undefined && request.use === undefined) return experiment;
  const loaded = experiment.reports.filter(({ name }) => registry.find("reporter", name));
  const wanted = request.with ?? loaded.map(({ name }) => name).join(", ");
  const source = { file: "--with", text: `report ${wanted}` };
  const { reports, figures, diagnostics } = checkReportText(source, experiment, registry);
  if (diagnostics.some(({ severity }) => severity === "error")) throw new ExperimentProblem(diagnostics, [source]);
  return { reports: request.with === undefined ? loaded : reports, figures };
}

/**
 * Renders the reports that the experiment asks for into `report/` of the run's folder, with the verdicts on its claims beside
 * them: `claims.json` and `claims.md`.
 */
export async function renderView(run: RunView, registry: Registry): Promise<RenderedRun> {
  const complete = completeView(run, registry);
  const { experiment, verdicts } = complete;
  const reporters = experiment.reports.flatMap(({ name, options }) => {
    const plugin = registry.find("reporter", name);
    return plugin ? [{ name, reporter: plugin.create(optionsOf(plugin, options)) }] : [];
  });
  const { files, leftOut: notMade } = await writeReport(complete, reporters);
  const leftOut = [...(complete.leftOut ?? []), ...notMade];
  const view = { ...complete, ...(leftOut.length > 0 && { leftOut }) };
  const directory = join(run.directory, "report");
  await writeLeftOut(directory, leftOut);
  if (verdicts.length > 0) {
    const stored = verdicts.map((verdict) => ({ ...verdict, ...(leftOut.length > 0 && { leftOut }) }));
    await writeAtomic(join(directory, "claims.json"), `${JSON.stringify(stored, undefined, 2)}\n`);
    await writeAtomic(
      join(directory, "claims.md"),
      verdictsMarkdown(experiment.title ?? experiment.name, verdicts, leftOut),
    );
  }
  return { view, directory, files };
}

/** The report of a run that has come to an end of any kind; undefined where no cell has anything to show. */
export async function reportOf(
  { done, measured, reused, failed }: RunSummary,
  directory: string,
  registry: Registry,
  missing: readonly Diagnostic[] = [],
): Promise<RenderedRun | undefined> {
  const isJudged = done.length + measured.length + reused.length + failed.length > 0;
  return isJudged ? renderView(without(await readView(directory), missing), registry) : undefined;
}

/** A run whose report has to do without modules that can't be loaded. */
export function without(run: RunView, missing: readonly Diagnostic[]): RunView {
  if (missing.length === 0) return run;
  const told = missing.map(({ message }) => `what it draws and measures is left out: ${message}`);
  return { ...run, leftOut: [...(run.leftOut ?? []), ...told] };
}

/** `left-out.txt`: for whoever looks at any file of the report. One of before does not stay. */
async function writeLeftOut(report: string, leftOut: readonly string[]): Promise<void> {
  const file = join(report, "left-out.txt");
  if (leftOut.length > 0) await writeAtomic(file, leftOut.map((text) => `${text}\n`).join(""));
  else await rm(file, { force: true });
}
