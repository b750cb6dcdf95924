import { join, relative } from "node:path";
import { verdictsMarkdown } from "@infoplane/analysis";
import { optionsOf, type ExitCode, type Registry, type RunView } from "@infoplane/contracts";
import { readRun, writeAtomic, writeReport } from "@infoplane/core";
import { completeView } from "../complete-view.ts";
import { verdictExitCode, type FailOn } from "../fail-on.ts";
import { loadUses } from "../load-uses.ts";
import { builtInRegistry } from "../registry.ts";
import { finalTable } from "../show/final-table.ts";
import type { Output } from "../show/output.ts";
import { verdictLines } from "../show/verdict-lines.ts";

export interface ReportFlags {
  readonly failOn?: FailOn;
}

/** `report <run>`: renders the report of a run again, from what its store holds. */
export async function reportCommand(directory: string, flags: ReportFlags, output: Output): Promise<ExitCode> {
  const run = await readRun(directory);
  const registry = builtInRegistry();
  const uses = run.experiment.uses.map((path) => ({ path }));
  const missing = await loadUses(uses, run.manifest.file ?? join(run.directory, "experiment.exp"), registry);
  for (const { message } of missing) output.note(`left out of the report: ${message}`);
  const { verdicts } = await renderReport(run, registry, output);
  return verdictExitCode(verdicts, flags.failOn);
}

/**
 * Renders the reports that the experiment asks for, judges its claims and prints the answer. Verdicts lie beside the
 * report as `claims.json` and `claims.md`. Gives the run as the reporters saw it.
 */
export async function renderReport(run: RunView, registry: Registry, output: Output): Promise<RunView> {
  const view = completeView(run, registry);
  const { experiment, verdicts } = view;
  const reporters = experiment.reports.flatMap(({ name, options }) => {
    const plugin = registry.find("reporter", name);
    return plugin ? [{ name, reporter: plugin.create(optionsOf(plugin, options)) }] : [];
  });
  const files = await writeReport(view, reporters);
  if (view.records.some(({ quantity }) => ["accuracy", "loss"].includes(quantity))) output.print(finalTable(view));
  if (verdicts.length > 0) {
    const report = join(run.directory, "report");
    await writeAtomic(join(report, "claims.json"), `${JSON.stringify(verdicts, undefined, 2)}\n`);
    await writeAtomic(join(report, "claims.md"), verdictsMarkdown(experiment.title ?? experiment.name, verdicts));
    output.print(`\n${verdictLines(verdicts, output)}\n`);
  }
  const page = files.find((file) => file.endsWith("index.html")) ?? "";
  output.note(`report: ${relative(process.cwd(), join(run.directory, "report", page))} (${files.length} files)`);
  return view;
}
