import type { DatasetSpec, DatasetSummary, EngineInfo, Manifest, TrainingSpec } from "@infoplane/contracts";
import type { LoadedDataset } from "@infoplane/data";
import { loadData } from "../cell/load-data.ts";
import { openEngine, type EngineChoice } from "../cell/open-engine.ts";
import { requirePrecision } from "../cell/require-precision.ts";
import type { Call } from "../events.ts";
import { loadUses } from "../plugins/load-uses.ts";
import { builtInRegistry } from "../plugins/registry.ts";

/** What the cells of a run will use. Plain data: it comes from another process if cells run in others. */
export interface Survey {
  readonly engine: EngineInfo;
  readonly dataset: DatasetSummary;
  /** Set if the stand-in is used: what it replaces, and why. */
  readonly standIn?: NonNullable<Manifest["standIn"]>;
}

export interface SurveyRequest {
  /** Absolute path of the experiment, and its plugin modules. */
  readonly file: string;
  readonly uses: readonly string[];
  readonly dataset: DatasetSpec;
  /** The value of --data-dir. */
  readonly dataDir: string | undefined;
  readonly engine: EngineChoice;
  /** Trainings that the engine must support; none if the cells run on other machines. */
  readonly trainings: readonly Pick<TrainingSpec, "precision">[];
}

/** The survey's results, and the data, in this process. Throws InfoplaneError if engine or data are unavailable. */
export async function surveyHere(
  request: SurveyRequest,
  call: Call,
  registry = builtInRegistry(),
): Promise<{ readonly survey: Survey; readonly data: LoadedDataset }> {
  const { file, dataset, dataDir } = request;
  const opened = await openEngine(request.engine, call);
  for (const training of request.trainings) requirePrecision(training, opened);
  const data = await loadData({ dataset, registry, file, dataDir }, call);
  return { survey: { engine: opened.info, ...summaryOf(data) }, data };
}

/** The same in a process that has loaded nothing yet: it loads the experiment's plugin modules first. */
export async function surveyAlone(request: SurveyRequest, call: Call): Promise<Survey> {
  const registry = builtInRegistry();
  const uses = request.uses.map((path) => ({ path }));
  // Modules that can't be loaded were reported when the experiment was checked.
  if (uses.length > 0) await loadUses(uses, request.file, registry);
  return (await surveyHere(request, call, registry)).survey;
}

/** A data set without its samples. */
export function summaryOf({ dataset: { train, test, ...rest }, standIn }: LoadedDataset): Omit<Survey, "engine"> {
  const dataset = { ...rest, train: { count: train.count }, test: { count: test.count } };
  return { dataset, ...(standIn && { standIn }) };
}
