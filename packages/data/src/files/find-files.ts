import { access } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { DatasetContext } from "@infoplane/contracts";
import { damaged, messages } from "../messages.ts";

/** The files of a data set and where they may lie. */
export interface FileSet {
  readonly title: string;
  /** Name of their directory in the cache, and below a data directory. */
  readonly folder: string;
  /** Other names of that directory below a data directory. */
  readonly otherFolders?: readonly string[];
  /** Directories where system packages install them. */
  readonly installed?: readonly string[];
  /** For each file the names it may have, the preferred one first. */
  readonly files: readonly (readonly [string, ...string[]])[];
}

export interface Found {
  readonly directory: string;
  /** Full paths, in the order of `files`. */
  readonly paths: readonly string[];
  /** For the manifest. */
  readonly source: string;
}

/** Directories to look into, and how the manifest names them. */
export interface Place {
  readonly directories: readonly string[];
  readonly source: string;
  /** The user named it: say so when it holds nothing. */
  readonly named?: boolean;
}

/** In order: --data-dir, INFOPLANE_DATA_DIR, system packages, the cache. */
export function places(set: FileSet, context: DatasetContext): Place[] {
  const below = (directory: string): string[] =>
    [set.folder, ...(set.otherFolders ?? []), "."].map((name) => resolve(directory, name));
  const fromEnv = process.env["INFOPLANE_DATA_DIR"];
  const found: Place[] = [];
  if (context.dataDir) {
    found.push({ directories: below(context.dataDir), source: `--data-dir ${context.dataDir}`, named: true });
  }
  if (fromEnv) found.push({ directories: below(fromEnv), source: `INFOPLANE_DATA_DIR ${fromEnv}` });
  for (const directory of set.installed ?? []) found.push({ directories: [directory], source: `package ${directory}` });
  const cache = join(context.cacheDir, set.folder);
  found.push({ directories: [cache], source: `cache ${cache}` });
  return found;
}

/** The files in the first directory that has any of them. Throws DataDamaged when it hasn't all of them. */
export async function findIn(set: FileSet, place: Place): Promise<Found | undefined> {
  for (const directory of place.directories) {
    const paths = await Promise.all(set.files.map((names) => firstPresent(directory, names)));
    if (paths.every((path) => path === undefined)) continue;
    const complete = paths.map((path, index) => {
      const name = set.files[index]?.[0] ?? "";
      if (path === undefined) throw damaged(messages.missingFile(set.title, directory, name, remedyFor(directory)));
      return path;
    });
    return { directory, paths: complete, source: place.source };
  }
  return undefined;
}

/** What to do about a damaged file in that directory. */
export function remedyFor(directory: string): string {
  return `replace it, name another directory with --data-dir, or move ${directory} away: the data is then looked for elsewhere`;
}

async function firstPresent(directory: string, names: readonly string[]): Promise<string | undefined> {
  for (const name of names) {
    const path = join(directory, name);
    const present = await access(path).then(
      () => true,
      () => false,
    );
    if (present) return path;
  }
  return undefined;
}
