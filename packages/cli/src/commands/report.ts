import { join, relative } from "node:path";
import { verdictsMarkdown } from "@infoplane/analysis";
import {
  type Correction,
  counted,
  type ExitCode,
  type Experiment,
  optionsOf,
  type Registry,
  type RunView,
} from "@infoplane/contracts";
import { mixedEngines, recordsThinned, writeAtomic, writeReport } from "@infoplane/core";
import { checkReportText } from "@infoplane/dsl";
import { answerText } from "@infoplane/reporters";
import { completeView } from "../complete-view.ts";
import { ExperimentProblem } from "../experiment-problem.ts";
import { verdictExitCode, type FailOn } from "../fail-on.ts";
import { loadUses } from "../load-uses.ts";
import { readView } from "../read-view.ts";
import { builtInRegistry } from "../registry.ts";
import { finalTable } from "../show/final-table.ts";
import type { Output } from "../show/output.ts";
import { verdictLines } from "../show/verdict-lines.ts";

export interface ReportFlags {
  /** What to render in place of what the experiment says, in its words: `vega-lite(size: single), table`. */
  readonly with?: string;
  /** Plugin modules to load first, beside the experiment's own. */
  readonly use?: readonly string[];
  readonly failOn?: FailOn;
  readonly correction?: Correction;
}

/** `report <run>`: renders the report of a run again, from what its store holds. The store itself is only read. */
export async function reportCommand(directory: string, flags: ReportFlags, output: Output): Promise<ExitCode> {
  const run = await readView(directory, flags.correction ? { correction: flags.correction } : {});
  const registry = builtInRegistry();
  const uses = run.experiment.uses.map((path) => ({ path }));
  const missing = await loadUses(uses, run.manifest.file ?? join(run.directory, "experiment.exp"), registry);
  for (const { message } of missing) output.note(`left out of the report: ${message}`);
  const added = (flags.use ?? []).map((path) => ({ path }));
  const unloaded = await loadUses(added, join(process.cwd(), "--use"), registry);
  if (unloaded.length > 0) throw new ExperimentProblem(unloaded, []);
  const experiment = { ...run.experiment, ...wantedReports(run.experiment, flags, registry) };
  const { verdicts } = await renderReport({ ...run, experiment }, registry, output);
  return verdictExitCode(verdicts, flags.failOn);
}

/** What to render, checked as a `report` statement is; figures of `--use` are drawn whether named or not. */
function wantedReports(
  experiment: Experiment,
  flags: ReportFlags,
  registry: Registry,
): Pick<Experiment, "reports" | "figures"> {
  if (flags.with === undefined && flags.use === undefined) return experiment;
  const loaded = experiment.reports.filter(({ name }) => registry.find("reporter", name));
  const wanted = flags.with ?? loaded.map(({ name }) => name).join(", ");
  const source = { file: "--with", text: `report ${wanted}` };
  const { reports, figures, diagnostics } = checkReportText(source, experiment, registry);
  if (diagnostics.some(({ severity }) => severity === "error")) throw new ExperimentProblem(diagnostics, [source]);
  return { reports: flags.with === undefined ? loaded : reports, figures };
}

/**
 * Renders the reports that the experiment asks for and prints the answer, verdicts on its claims with it. Verdicts lie beside the
 * report as `claims.json` and `claims.md`. Gives the run as the reporters saw it.
 */
export async function renderReport(run: RunView, registry: Registry, output: Output): Promise<RunView> {
  const view = completeView(run, registry);
  const { experiment, verdicts, thinned } = view;
  if (thinned) output.note(recordsThinned(view.records.length, thinned.of, thinned.every).message);
  const mixed = mixedEngines(view.manifest.engines ?? [], view.cells);
  if (mixed) output.note(mixed.message);
  const reporters = experiment.reports.flatMap(({ name, options }) => {
    const plugin = registry.find("reporter", name);
    return plugin ? [{ name, reporter: plugin.create(optionsOf(plugin, options)) }] : [];
  });
  const files = await writeReport(view, reporters);
  if (view.records.some(({ quantity }) => ["accuracy", "loss"].includes(quantity))) output.print(finalTable(view));
  output.print(`\n${answerText(view)}`);
  if (verdicts.length > 0) {
    const report = join(run.directory, "report");
    await writeAtomic(join(report, "claims.json"), `${JSON.stringify(verdicts, undefined, 2)}\n`);
    await writeAtomic(join(report, "claims.md"), verdictsMarkdown(experiment.title ?? experiment.name, verdicts));
    output.print(`\n${verdictLines(verdicts, output)}\n`);
  }
  const page = files.find((file) => file.endsWith("index.html")) ?? "";
  output.note(
    `report: ${relative(process.cwd(), join(run.directory, "report", page))} (${counted(files.length, "file")})`,
  );
  return view;
}
