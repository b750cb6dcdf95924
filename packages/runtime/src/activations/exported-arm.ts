import { basename, extname } from "node:path";
import { exitCodes, InfoplaneError, type Diagnostic } from "@infoplane/contracts";
import { messages } from "../messages.ts";
import { findEpochs, type EpochPlace } from "./find-epochs.ts";
import type { ExportedEpoch, Roles } from "./exported-epoch.ts";
import { epochOfLone, epochsOf } from "./epochs-of.ts";
import { readLabelFile, readEpoch, type SeededPlace } from "./read-epoch.ts";
import { seedPatternOf } from "./seed-of.ts";

/** The activations of one network, for each seed, over the exported epochs. */
export interface ExportedArm {
  readonly name: string;
  readonly epochs: readonly ExportedEpoch[];
}

/**
 * Reads arms written as `path` or `name=path`; by default the arm is named after the file, and a name may occur again
 * if the paths have other seeds. All must hold the same samples. Arrays are examined one by one and not kept. Throws
 * InfoplaneError.
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
      // The same numbers: they share one array.
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

/** The paths of each arm's exports: one per seed and epoch, in order. */
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

/** Its number distinguishes a file from others of its seed; if each seed has a single file, only an epoch counts. */
function timesOf(places: readonly Seeded[]): SeededPlace[] {
  const seeds = [...new Set(places.map(({ seed }) => seed))].sort((a, b) => a - b);
  if (seeds.length < places.length) {
    return seeds.flatMap((seed) => epochsOf(places.filter((place) => place.seed === seed)));
  }
  const alone = places.map((place) => ({ ...place, when: epochOfLone(place.name) }));
  return alone.sort((a, b) => a.seed - b.seed);
}

/** Epochs of one arm or seed can't be mixed with steps of another. */
function refuseOtherCounts([first, ...others]: readonly SeededPlace[]): void {
  const inSteps = ({ when }: SeededPlace): boolean => when.counted === "steps";
  const other = others.find((place) => first && inSteps(place) !== inSteps(first));
  if (first && other) throw problem(messages.epochsAlike(first, other));
}

/** Measures on other samples have other values: neither arms nor epochs could be compared. */
function refuseOtherSamples(first: ExportedEpoch, exported: ExportedEpoch): void {
  const differs = (["labels", "input"] as const).find((role) => first.digests[role] !== exported.digests[role]);
  if (differs) throw problem(messages.otherSampled(differs, first.path, exported.path));
}

const problem = (diagnostic: Diagnostic): InfoplaneError => new InfoplaneError(diagnostic, exitCodes.wrongExperiment);
