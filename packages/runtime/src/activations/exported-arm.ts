import { basename, extname } from "node:path";
import { exitCodes, InfoplaneError, type Diagnostic } from "@infoplane/contracts";
import { messages } from "../messages.ts";
import { findEpochs, type EpochPlace } from "./find-epochs.ts";
import type { ExportedEpoch, Roles } from "./exported-epoch.ts";
import { epochOfLone, epochsOf } from "./epochs-of.ts";
import { readLabelFile, readEpoch, type SeededPlace } from "./read-epoch.ts";
import { seedPatternOf } from "./seed-of.ts";

/** The activations of one network, of each seed, over the epochs that were exported. */
export interface ExportedArm {
  readonly name: string;
  readonly epochs: readonly ExportedEpoch[];
}

/**
 * Reads arms written `path` or `name=path`; the name of the file stands for the arm otherwise, and a name may come again
 * where the paths name other seeds. All must hold the same samples. Every array is looked at and forgotten, one after the
 * other. Throws InfoplaneError.
 */
export async function readExportedArms(written: readonly string[], roles: Roles): Promise<ExportedArm[]> {
  const places = await placesOf(written.map(namedPath), roles.seedFrom);
  const fromFile = /\.txt$/i.test(roles.labels) ? await readLabelFile(roles.labels) : undefined;
  const arms: ExportedArm[] = [];
  let first: ExportedEpoch | undefined;
  for (const [name, own] of places) {
    const epochs: ExportedEpoch[] = [];
    for (const place of own) {
      const exported = await readEpoch(place, roles, fromFile);
      first ??= exported;
      refuseOtherSamples(first, exported);
      // The same numbers: one array of them for all.
      epochs.push({ ...exported, labels: first.labels });
    }
    arms.push({ name, epochs });
  }
  return arms;
}

interface NamedPath {
  readonly name: string;
  readonly path: string;
}

function namedPath(written: string): NamedPath {
  const [, given, path = written] = /^([A-Za-z_][\w-]*)=(.+)$/.exec(written) ?? [];
  return { name: given ?? basename(path, extname(path)).replace(/[^\w-]+/g, "-"), path };
}

type Seeded = EpochPlace & Pick<SeededPlace, "seed" | "leftOut">;

/** Where the exports of each arm are: one per seed and epoch, in their order. */
async function placesOf(
  named: readonly NamedPath[],
  seedFrom: string | undefined,
): Promise<ReadonlyMap<string, readonly SeededPlace[]>> {
  const pattern = seedFrom === undefined ? undefined : seedPatternOf(seedFrom);
  if (seedFrom !== undefined && !pattern) throw problem(messages.seedPattern(seedFrom));
  const byArm = new Map<string, Seeded[]>();
  for (const { name, path } of named) {
    const [before, again] = named.filter((one) => one.name === name);
    const { places, leftOut } = await findEpochs(path, {
      pattern,
      inWritten: pattern !== undefined || again !== undefined,
    });
    const seedless = places.find(({ seed }) => seed === undefined);
    if (seedless && before && again && !pattern) throw problem(messages.armTwice(name, before.path, again.path));
    if (seedless && (pattern || places.some(({ seed }) => seed !== undefined))) {
      throw problem(messages.noSeed(seedless.path, seedFrom));
    }
    const own = places.map((place): Seeded => ({ ...place, seed: place.seed ?? 0, leftOut }));
    byArm.set(name, [...(byArm.get(name) ?? []), ...own]);
  }
  const timed = new Map([...byArm].map(([name, places]) => [name, timesOf(places)]));
  refuseOtherCounts([...timed.values()].flat());
  return timed;
}

/** A number in its name tells a file from others of its seed; where each seed has one file alone, only an epoch counts. */
function timesOf(places: readonly Seeded[]): SeededPlace[] {
  const seeds = [...new Set(places.map(({ seed }) => seed))].sort((a, b) => a - b);
  if (seeds.length < places.length) {
    return seeds.flatMap((seed) => epochsOf(places.filter((place) => place.seed === seed)));
  }
  const alone = places.map((place) => ({ ...place, when: epochOfLone(place.name) }));
  return alone.sort((a, b) => a.seed - b.seed);
}

/** Epochs of one arm, or of one seed, can't stand beside steps of another. */
function refuseOtherCounts([first, ...others]: readonly SeededPlace[]): void {
  const inSteps = ({ when }: SeededPlace): boolean => when.counted === "steps";
  const other = others.find((place) => first && inSteps(place) !== inSteps(first));
  if (first && other) throw problem(messages.epochsAlike(first, other));
}

/** Of other samples every measure has other values: neither arms nor epochs could be compared. */
function refuseOtherSamples(first: ExportedEpoch, exported: ExportedEpoch): void {
  const differs = (["labels", "input"] as const).find((role) => first.digests[role] !== exported.digests[role]);
  if (differs) throw problem(messages.otherSampled(differs, first.path, exported.path));
}

const problem = (diagnostic: Diagnostic): InfoplaneError => new InfoplaneError(diagnostic, exitCodes.wrongExperiment);
