import { basename, extname } from "node:path";
import { exitCodes, InfoplaneError, type Diagnostic } from "@infoplane/contracts";
import { messages } from "../messages.ts";
import { findMoments, type MomentPlace } from "./find-moments.ts";
import type { Moment, Roles } from "./moment.ts";
import { readLabelFile, readMoment } from "./read-moment.ts";
import { seedPatternOf } from "./seed-of.ts";

/** The activations of one network, of each seed, over the epochs that were exported. */
export interface ExportedArm {
  readonly name: string;
  readonly moments: readonly Moment[];
}

type Seeded = MomentPlace & { readonly seed: number };

/**
 * Reads arms written `path` or `name=path`; the name of the file stands for the arm otherwise, and a name may come again
 * where the paths name other seeds. All must hold the same samples. Every array is looked at and forgotten, one after the
 * other. Throws InfoplaneError.
 */
export async function readExportedArms(written: readonly string[], roles: Roles): Promise<ExportedArm[]> {
  const places = await placesOf(written.map(namedPath), roles.seedFrom);
  const fromFile = /\.txt$/.test(roles.labels) ? await readLabelFile(roles.labels) : undefined;
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

/** Where the moments of each arm lie: one of each seed and epoch. */
async function placesOf(
  named: readonly NamedPath[],
  seedFrom: string | undefined,
): Promise<ReadonlyMap<string, readonly Seeded[]>> {
  const pattern = seedFrom === undefined ? undefined : seedPatternOf(seedFrom);
  if (seedFrom !== undefined && !pattern) throw problem(messages.seedPattern(seedFrom));
  const byArm = new Map<string, Seeded[]>();
  for (const { name, path } of named) {
    const [before, again] = named.filter((one) => one.name === name);
    const places = await findMoments(path, { pattern, inWritten: pattern !== undefined || again !== undefined });
    const seedless = places.find(({ seed }) => seed === undefined);
    if (seedless && before && again && !pattern) throw problem(messages.armTwice(name, before.path, again.path));
    if (seedless && (pattern || places.some(({ seed }) => seed !== undefined))) {
      throw problem(messages.noSeed(seedless.path, seedFrom));
    }
    const known = byArm.get(name) ?? [];
    for (const place of places) {
      const own = { ...place, seed: place.seed ?? 0 };
      const same = known.find(({ seed, epoch }) => seed === own.seed && epoch === own.epoch);
      if (same) throw problem(messages.momentTwice(name, own, same.path, own.path));
      known.push(own);
    }
    byArm.set(name, known);
  }
  return byArm;
}

/** Of other samples every measure has other values: neither arms nor epochs could be compared. */
function refuseOtherSamples(first: Moment, moment: Moment): void {
  const differs = (["labels", "input"] as const).find((role) => first.digests[role] !== moment.digests[role]);
  if (differs) throw problem(messages.otherSampled(differs, first.path, moment.path));
}

const problem = (diagnostic: Diagnostic): InfoplaneError => new InfoplaneError(diagnostic, exitCodes.wrongExperiment);
