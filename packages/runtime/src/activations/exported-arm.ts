import { basename, extname } from "node:path";
import { exitCodes, InfoplaneError, type Diagnostic } from "@infoplane/contracts";
import { messages } from "../messages.ts";
import { findMoments, type MomentPlace } from "./find-moments.ts";
import type { Moment, Roles } from "./moment.ts";
import { momentOfLone, momentsOf } from "./moments-of.ts";
import { readLabelFile, readMoment, type SeededPlace } from "./read-moment.ts";
import { seedPatternOf } from "./seed-of.ts";

/** The activations of one network, of each seed, over the epochs that were exported. */
export interface ExportedArm {
  readonly name: string;
  readonly moments: readonly Moment[];
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
  let first: Moment | undefined;
  for (const [name, own] of places) {
    const moments: Moment[] = [];
    for (const place of own) {
      const moment = await readMoment(place, roles, fromFile);
      first ??= moment;
      refuseOtherSamples(first, moment);
      // The same numbers: one array of them for all.
      moments.push({ ...moment, labels: first.labels });
    }
    arms.push({ name, moments });
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

type Seeded = MomentPlace & Pick<SeededPlace, "seed" | "leftOut">;

/** Where the moments of each arm lie: one of each seed and epoch, in their order. */
async function placesOf(
  named: readonly NamedPath[],
  seedFrom: string | undefined,
): Promise<ReadonlyMap<string, readonly SeededPlace[]>> {
  const pattern = seedFrom === undefined ? undefined : seedPatternOf(seedFrom);
  if (seedFrom !== undefined && !pattern) throw problem(messages.seedPattern(seedFrom));
  const byArm = new Map<string, Seeded[]>();
  for (const { name, path } of named) {
    const [before, again] = named.filter((one) => one.name === name);
    const { places, leftOut } = await findMoments(path, {
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
    return seeds.flatMap((seed) => momentsOf(places.filter((place) => place.seed === seed)));
  }
  const alone = places.map((place) => ({ ...place, when: momentOfLone(place.name) }));
  return alone.sort((a, b) => a.seed - b.seed);
}

/** Epochs of one arm, or of one seed, can't stand beside steps of another. */
function refuseOtherCounts([first, ...others]: readonly SeededPlace[]): void {
  const inSteps = ({ when }: SeededPlace): boolean => when.counted === "steps";
  const other = others.find((place) => first && inSteps(place) !== inSteps(first));
  if (first && other) throw problem(messages.epochsAlike(first, other));
}

/** Of other samples every measure has other values: neither arms nor epochs could be compared. */
function refuseOtherSamples(first: Moment, moment: Moment): void {
  const differs = (["labels", "input"] as const).find((role) => first.digests[role] !== moment.digests[role]);
  if (differs) throw problem(messages.otherSampled(differs, first.path, moment.path));
}

const problem = (diagnostic: Diagnostic): InfoplaneError => new InfoplaneError(diagnostic, exitCodes.wrongExperiment);
