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
 * Undefined where there is none. Throws InfoplaneError (`core/store-file-damaged`) where it is damaged: what is written in its
 * place could lose a report that nobody knows of then.
 */
export async function readEarlier(run: RunStore): Promise<EarlierRun | undefined> {
  const [definition, manifest] = await Promise.all([
    unlessMissing(run.readDefinition()),
    unlessMissing(run.readManifest()),
  ]);
  return definition && { experiment: definition.experiment, plan: definition.plan, manifest };
}

/** Of a file of a run: undefined where the run or the file is not there. What can't be read throws as it does. */
export const unlessMissing = <T>(read: Promise<T>): Promise<T | undefined> =>
  read.catch((error: unknown) => {
    if (primaryDiagnostic(error)?.code === "core/store-no-run") return undefined;
    throw error;
  });

/**
 * What a report of an earlier experiment shows and one of the experiment as it now is would not: arms, seeds, trainings
 * and measures, as people call them. Empty: the new report has all that the earlier one had.
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
 * Puts the report of a run aside with what it was made from: `earlier/<n>/`, a run of its own whose cells are those of
 * this one. The same experiment takes its place of before. Gives the folder, as seen from the run's.
 */
export async function keepEarlier(run: RunStore): Promise<string> {
  const place = await placeFor(run);
  const directory = join(run.directory, place);
  await makeDirectory(directory);
  await withStorageErrors(directory, async () => {
    for (const name of ["store.json", "experiment.exp", "experiment.json", "plan.json", "manifest.json"]) {
      await copyFile(join(run.directory, name), join(directory, name)).catch(ignoreMissing);
    }
    // Where links can't be made, its pages can be read and not rendered again.
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

/** The runs in `earlier/`, in their order. Throws InfoplaneError (`files/link`) where that folder or one in it is a link. */
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
    if ((await identityOf(one)) === own) return relative(run.directory, one.directory);
  }
  const last = known.at(-1);
  return join(earlier, String(last ? Number(relative(join(run.directory, earlier), last.directory)) + 1 : 1));
}

/** The same experiment, whatever its file is called. */
async function identityOf(run: RunStore): Promise<string> {
  const experiment = await run.readExperiment().catch(() => ({}));
  return createHash("sha256")
    .update(canonicalJson({ ...experiment, origins: undefined }))
    .digest("hex");
}

function ignoreMissing(error: unknown): void {
  if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
}

const earlier = "earlier";
