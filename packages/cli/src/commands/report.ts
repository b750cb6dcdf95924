import { rm } from "node:fs/promises";
import { join, relative } from "node:path";
import { verdictsMarkdown } from "@infoplane/analysis";
import {
  type Correction,
  counted,
  type Diagnostic,
  type ExitCode,
  type Experiment,
  optionsOf,
  type Registry,
  type RunView,
} from "@infoplane/contracts";
import { writeAtomic, writeReport } from "@infoplane/core";
import { checkReportText } from "@infoplane/dsl";
import { answerText, warnings } from "@infoplane/reporters";
import { completeView } from "../complete-view.ts";
import { ExperimentProblem } from "../experiment-problem.ts";
import { reportExitCode, type FailOn } from "../fail-on.ts";
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
  const added = (flags.use ?? []).map((path) => ({ path }));
  const unloaded = await loadUses(added, join(process.cwd(), "--use"), registry);
  if (unloaded.length > 0) throw new ExperimentProblem(unloaded, []);
  const experiment = { ...run.experiment, ...wantedReports(run.experiment, flags, registry) };
  const view = await renderReport(without({ ...run, experiment }, missing), registry, output);
  return reportExitCode(view, flags.failOn);
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
 * report as `claims.json` and `claims.md`. Gives the run as the reporters saw it, with what they could not make left out.
 */
export async function renderReport(run: RunView, registry: Registry, output: Output): Promise<RunView> {
  const complete = completeView(run, registry);
  const { experiment, verdicts } = complete;
  const reporters = experiment.reports.flatMap(({ name, options }) => {
    const plugin = registry.find("reporter", name);
    return plugin ? [{ name, reporter: plugin.create(optionsOf(plugin, options)) }] : [];
  });
  const { files, leftOut: notMade } = await writeReport(complete, reporters);
  const leftOut = [...(complete.leftOut ?? []), ...notMade];
  const view = { ...complete, ...(leftOut.length > 0 && { leftOut }) };
  const report = join(run.directory, "report");
  await sayLeftOut(report, leftOut);
  if (view.records.some(({ quantity }) => ["accuracy", "loss"].includes(quantity))) output.print(finalTable(view));
  output.print(`\n${answerText(view)}`);
  if (verdicts.length > 0) {
    const stored = verdicts.map((verdict) => ({ ...verdict, ...(leftOut.length > 0 && { leftOut }) }));
    await writeAtomic(join(report, "claims.json"), `${JSON.stringify(stored, undefined, 2)}\n`);
    await writeAtomic(
      join(report, "claims.md"),
      verdictsMarkdown(experiment.title ?? experiment.name, verdicts, leftOut),
    );
    output.print(`\n${verdictLines(verdicts, output)}\n`);
  }
  for (const text of warnings(view)) output.note(`NOTE: ${plainLine(text)}`);
  const page = files.find((file) => file.endsWith("index.html")) ?? "";
  output.note(`report: ${relative(process.cwd(), join(report, page))} (${counted(files.length, "file")})`);
  return view;
}

/** A run whose report has to do without modules that can't be loaded. */
export function without(run: RunView, missing: readonly Diagnostic[]): RunView {
  if (missing.length === 0) return run;
  const told = missing.map(({ message }) => `what it draws and measures is left out: ${message}`);
  return { ...run, leftOut: [...(run.leftOut ?? []), ...told] };
}

/** `left-out.txt`: for whoever looks at any file of the report. One of before does not stay. */
async function sayLeftOut(report: string, leftOut: readonly string[]): Promise<void> {
  const file = join(report, "left-out.txt");
  if (leftOut.length > 0) await writeAtomic(file, leftOut.map((text) => `${text}\n`).join(""));
  else await rm(file, { force: true });
}

/** What a store holds may be anything: no terminal is steered by it, nor flooded. */
function plainLine(text: string): string {
  const plain = text.replace(/[\u0000-\u001f\u007f-\u009f]+/g, " ");
  return plain.length > longestNote ? `${plain.slice(0, longestNote)}...` : plain;
}

const longestNote = 2000;
