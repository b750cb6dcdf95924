import { rm } from "node:fs/promises";
import { join } from "node:path";
import { verdictsMarkdown } from "@infoplane/analysis";
import { optionsOf, type Diagnostic, type JudgedRun, type Registry, type RunView } from "@infoplane/contracts";
import { plainLine } from "@infoplane/contracts/plain-line";
import { writeReport, type RunSummary } from "@infoplane/core";
import { writeAtomic } from "@infoplane/files";
import { readJudged } from "./read-judged.ts";
import { withFigures } from "./with-figures.ts";
import { withoutModules } from "./without-modules.ts";

/** A report that was written. */
export interface RenderedRun {
  /** The run as the reporters saw it; `leftOut` includes what they could not make. */
  readonly view: RunView;
  /** Absolute path of the report. */
  readonly directory: string;
  /** Paths below `directory`. */
  readonly files: readonly string[];
}

/**
 * Renders the reports that the experiment asks for into `report/` in the run's folder, along with the verdicts on its
 * claims: `claims.json` and `claims.md`.
 */
export async function renderReport(run: JudgedRun, registry: Registry): Promise<RenderedRun> {
  const complete = withFigures(inPlainLines(run), registry);
  const { experiment, verdicts } = complete;
  const reporters = experiment.reports.flatMap(({ name, options }) => {
    const plugin = registry.find("reporter", name);
    return plugin ? [{ name, reporter: plugin.create(optionsOf(plugin, options)) }] : [];
  });
  const { files, leftOut: notMade } = await writeReport(complete, reporters);
  const leftOut = [...(complete.leftOut ?? []), ...notMade.map(plainLine)];
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

/** Paths of a run may hold anything, and what is left out stands in a line of every file. */
function inPlainLines(run: JudgedRun): JudgedRun {
  return { ...run, ...(run.leftOut && { leftOut: run.leftOut.map(plainLine) }) };
}

/** The report of a run that has ended, in whatever way; undefined if no cell has anything to show. */
export async function reportOf(
  { done, measured, reused, failed }: RunSummary,
  directory: string,
  registry: Registry,
  missing: readonly Diagnostic[] = [],
): Promise<RenderedRun | undefined> {
  const isJudged = done.length + measured.length + reused.length + failed.length > 0;
  return isJudged ? renderReport(withoutModules(await readJudged(directory), missing), registry) : undefined;
}

/** `left-out.txt`, for anyone who looks at any file of the report. An earlier one is removed. */
async function writeLeftOut(report: string, leftOut: readonly string[]): Promise<void> {
  const file = join(report, "left-out.txt");
  if (leftOut.length > 0) await writeAtomic(file, leftOut.map((text) => `${text}\n`).join(""));
  else await rm(file, { force: true });
}
