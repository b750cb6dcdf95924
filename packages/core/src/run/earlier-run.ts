import { createHash } from "node:crypto";
import { copyFile, rename, rm, stat, symlink } from "node:fs/promises";
import { join, relative } from "node:path";
import { primaryDiagnostic, type Experiment, type Manifest, type Plan } from "@infoplane/contracts";
import { makeDirectory, refuseLink, withStorageErrors } from "@infoplane/files";
import { canonicalJson } from "../canonical-json.ts";
import { essenceOf } from "../schedule/is-redefined.ts";
import { RunStore } from "../store/run-store.ts";
import { namesIn } from "../store/read-stored.ts";

/** What a run's folder holds before another experiment is written to it. */
export interface EarlierRun {
  readonly experiment: Experiment;
  readonly plan: Plan;
  readonly manifest: Manifest | undefined;
}

/**
 * Undefined if there is none. Throws InfoplaneError (`core/store-file-damaged`) if it is damaged: overwriting it could
 * lose a report without anyone knowing.
 */
export async function readEarlier(run: RunStore): Promise<EarlierRun | undefined> {
  const [definition, manifest] = await Promise.all([
    unlessMissing(run.readDefinition()),
    unlessMissing(run.readManifest()),
  ]);
  return definition && { experiment: definition.experiment, plan: definition.plan, manifest };
}

/** For a file of a run: undefined if the run or the file does not exist. Other errors pass through. */
export const unlessMissing = <T>(read: Promise<T>): Promise<T | undefined> =>
  read.catch((error: unknown) => {
    if (missingCodes.has(primaryDiagnostic(error)?.code)) return undefined;
    throw error;
  });

const missingCodes: ReadonlySet<string | undefined> = new Set(["core/store-no-run", "core/store-file-missing"]);

/**
 * What a report of an earlier experiment shows and a report of the current one would not: arms, seeds, trainings and
 * measures, by the names that people use. Empty if the new report has everything that the earlier one had.
 */
export function leftOutBy(
  { experiment, plan }: Pick<EarlierRun, "experiment" | "plan">,
  now: Experiment,
  planned: Plan,
): string[] {
  const arms = experiment.arms.map(({ name }) => name).filter((name) => !now.arms.some((arm) => arm.name === name));
  const seeds = experiment.seeds.filter((seed) => !now.seeds.includes(seed));
  const hashes = new Set(planned.cells.map(({ hash }) => hash));
  const other = plan.cells.filter(
    ({ hash, arm, seed }) => !hashes.has(hash) && !arms.includes(arm) && !seeds.includes(seed),
  );
  const trainings = [...new Set(other.map(({ arm }) => arm))];
  const measures = experiment.measures
    .filter((old) => !now.measures.some((one) => one.label === old.label && essenceOf(one) === essenceOf(old)))
    .map(({ label }) => label);
  return [
    ...told("the arm", "the arms", arms),
    ...told("seed", "seeds", seeds.map(String)),
    ...told("the earlier training of", "the earlier trainings of", trainings),
    ...told("the measure", "the measures", [...new Set(measures)]),
  ];
}

function told(one: string, many: string, names: readonly string[]): string[] {
  if (names.length === 0) return [];
  return [`${names.length === 1 ? one : many} ${names.join(", ")}`];
}

/**
 * Moves a run's report, and what it was made from, to `earlier/<n>/`, a run of its own that shares the cells of this
 * one. The same experiment reuses its earlier folder. Returns the folder, relative to the run's.
 */
export async function keepEarlier(run: RunStore): Promise<string> {
  const place = await placeFor(run);
  const directory = join(run.directory, place);
  await makeDirectory(directory);
  await withStorageErrors(directory, async () => {
    for (const name of ["store.json", "experiment.exp", "experiment.json", "plan.json", "manifest.json"]) {
      await copyFile(join(run.directory, name), join(directory, name)).catch(ignoreMissing);
    }
    // Without links its pages can be read but not rendered again.
    await symlink(relative(directory, join(run.directory, "cells")), join(directory, "cells")).catch(() => undefined);
    await rm(join(directory, "report"), { recursive: true, force: true });
    await rename(run.reportDirectory, join(directory, "report"));
  });
  return place;
}

/** Whether the folder has a report that could be lost. */
export async function hasReport(run: RunStore): Promise<boolean> {
  return stat(run.reportDirectory).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

/** The runs in `earlier/`, in order. Throws InfoplaneError (`files/link`) if that folder, or one in it, is a link. */
export async function earlierRuns(run: RunStore): Promise<RunStore[]> {
  const place = join(run.directory, earlier);
  const names = await namesIn(place);
  const numbers = names.filter((name) => /^\d+$/.test(name)).sort((a, b) => Number(a) - Number(b));
  const directories = numbers.map((name) => join(place, name));
  for (const path of [place, ...directories]) await refuseLink(path);
  return directories.map((path) => new RunStore(path));
}

async function placeFor(run: RunStore): Promise<string> {
  const own = await identityOf(run);
  const known = await earlierRuns(run);
  for (const one of known) {
    if (own !== undefined && (await identityOf(one)) === own) return relative(run.directory, one.directory);
  }
  const last = known.at(-1);
  return join(earlier, String(last ? Number(relative(join(run.directory, earlier), last.directory)) + 1 : 1));
}

/** Identifies an experiment, whatever its file is called; undefined if it can't be read. */
async function identityOf(run: RunStore): Promise<string | undefined> {
  const experiment = await run.readExperiment().catch(() => undefined);
  if (!experiment) return undefined;
  return createHash("sha256")
    .update(canonicalJson({ ...experiment, origins: undefined }))
    .digest("hex");
}

function ignoreMissing(error: unknown): void {
  if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
}

const earlier = "earlier";
