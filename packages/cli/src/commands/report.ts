import { join, relative } from "node:path";
import { exitCodes, optionsOf, type ExitCode, type Registry, type RunView } from "@infoplane/contracts";
import { readRun, writeReport } from "@infoplane/core";
import { loadUses } from "../load-uses.ts";
import { builtInRegistry } from "../registry.ts";
import { finalTable } from "../show/final-table.ts";
import type { Output } from "../show/output.ts";

/** `report <run>`: renders the report of a run again, from what its store holds. */
export async function reportCommand(directory: string, output: Output): Promise<ExitCode> {
  const run = await readRun(directory);
  const registry = builtInRegistry();
  const uses = run.experiment.uses.map((path) => ({ path }));
  const missing = await loadUses(uses, run.manifest.file ?? join(run.directory, "experiment.exp"), registry);
  for (const { message } of missing) output.note(`left out of the report: ${message}`);
  await renderReport(run, registry, output);
  return exitCodes.done;
}

/** Renders the reports that the experiment asks for and prints the answer. */
export async function renderReport(run: RunView, registry: Registry, output: Output): Promise<void> {
  const metricFigures = [...new Set(run.experiment.measures.map(({ name }) => name))].flatMap(
    (name) => registry.find("metric", name)?.figures ?? [],
  );
  const reporters = run.experiment.reports.flatMap(({ name, options }) => {
    const plugin = registry.find("reporter", name);
    return plugin ? [{ name, reporter: plugin.create(optionsOf(plugin, options)) }] : [];
  });
  const files = await writeReport({ ...run, metricFigures }, reporters);
  output.print(finalTable(run));
  const page = files.find((file) => file.endsWith("index.html")) ?? "";
  output.note(`report: ${relative(process.cwd(), join(run.directory, "report", page))} (${files.length} files)`);
}
