import { join } from "node:path";
import type { Correction, Experiment, Registry } from "@infoplane/contracts";
import { checkReportText } from "@infoplane/dsl";
import { ExperimentProblem, refuseErrors } from "../experiment/experiment-problem.ts";
import { loadUses } from "../plugins/load-uses.ts";
import { builtInRegistry } from "../plugins/registry.ts";
import { loadOwnModules } from "./load-own-modules.ts";
import { readJudged } from "./read-judged.ts";
import { renderReport, type RenderedRun } from "./render-report.ts";
import { withoutModules } from "./without-modules.ts";

/** What to render of a stored run. */
export interface RenderRequest {
  /** What to render instead of the experiment's reports, as it would write it: `vega-lite(size: single), table`. */
  readonly with?: string;
  /** Plugin modules to load first, besides the experiment's own; paths are relative to the current folder. */
  readonly use?: readonly string[];
  /** How claims are corrected for their number; default: joint. */
  readonly correction?: Correction;
}

/**
 * Judges the claims of a stored run and renders its report again; the run itself is only read. Throws InfoplaneError if
 * there is no run, a requested plugin module can't be loaded, or a reporter fails.
 */
export async function renderRun(directory: string, request: RenderRequest = {}): Promise<RenderedRun> {
  const run = await readJudged(directory, request.correction ? { correction: request.correction } : {});
  const registry = builtInRegistry();
  const missing = await loadOwnModules(run, registry);
  const added = (request.use ?? []).map((path) => ({ path }));
  const unloaded = await loadUses(added, join(process.cwd(), "--use"), registry);
  if (unloaded.length > 0) throw new ExperimentProblem(unloaded, []);
  const experiment = { ...run.experiment, ...wantedReports(run.experiment, request, registry) };
  return renderReport(withoutModules({ ...run, experiment }, missing), registry);
}

/** What to render, checked like a `report` statement; figures from `use` are drawn whether named or not. */
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
  refuseErrors(diagnostics, source);
  return { reports: request.with === undefined ? loaded : reports, figures };
}
