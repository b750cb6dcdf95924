import { join } from "node:path";
import type { DatasetContext } from "@infoplane/contracts";
import { isSystemFault } from "@infoplane/files";
import { damaged, messages } from "../messages.ts";
import { findFile, named } from "./find-file.ts";
import { folderEntries, type FolderEntry } from "./folder-entries.ts";

/** The files of a data set and where they may be. */
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

/** A directory to search, and its name for the manifest. */
export interface Place {
  readonly base: string;
  /** Its folders that may hold the files; `.` is the directory itself. */
  readonly folders: readonly string[];
  readonly source: string;
  /** The user named it: report it if it holds nothing. */
  readonly named?: boolean;
}

/** In order: --data-dir, INFOPLANE_DATA_DIR, system packages, the cache. */
export function places(set: FileSet, context: DatasetContext): Place[] {
  const folders = [set.folder, ...(set.otherFolders ?? []), "."];
  const fromEnv = process.env["INFOPLANE_DATA_DIR"];
  const found: Place[] = [];
  if (context.dataDir) {
    found.push({ base: context.dataDir, folders, source: `--data-dir ${context.dataDir}`, named: true });
  }
  if (fromEnv) found.push({ base: fromEnv, folders, source: `INFOPLANE_DATA_DIR ${fromEnv}` });
  for (const base of set.installed ?? []) found.push({ base, folders: ["."], source: `package ${base}` });
  const cache = join(context.cacheDir, set.folder);
  found.push({ base: cache, folders: ["."], source: `cache ${cache}` });
  return found;
}

/**
 * The files in the first directory that has any of them, ignoring case; a directory that contains only one folder
 * stands for that one too. Throws DataDamagedError if some of them are missing.
 */
export async function findIn(set: FileSet, { base, folders, source }: Place): Promise<Found | undefined> {
  for (const folder of folders) {
    const directory = await findFolder(base, folder);
    if (directory === undefined) continue;
    const entries = await folderEntries(directory);
    const found = await findAmong(set, directory, entries, source);
    if (found) return found;
    const [only, ...others] = entries.filter(({ kind }) => kind === "folder");
    if (!only || others.length > 0) continue;
    const inner = await findAmong(set, only.path, await folderEntries(only.path), source);
    if (inner) return inner;
  }
  return undefined;
}

async function findAmong(
  set: FileSet,
  directory: string,
  entries: readonly FolderEntry[],
  source: string,
): Promise<Found | undefined> {
  const paths: (string | undefined)[] = [];
  for (const names of set.files) paths.push(await findFile(entries, names));
  if (paths.every((path) => path === undefined)) return undefined;
  const complete = paths.map((path, index) => {
    const name = set.files[index]?.[0] ?? "";
    if (path === undefined) throw damaged(messages.missingFile(set.title, directory, name, remedyFor(directory)));
    return path;
  });
  return { directory, paths: complete, source };
}

/** A path below a directory, ignoring case; undefined if there is none. Throws DataDamagedError if it can't be read. */
async function findFolder(base: string, path: string): Promise<string | undefined> {
  let current = base;
  for (const part of path.split("/")) {
    const entries = await entriesIfThere(current);
    if (!entries) return undefined;
    if (part === ".") continue;
    const found = named(entries, part, "folder");
    if (!found) return undefined;
    current = found.path;
  }
  return current;
}

/** Entries of a folder; undefined if there is no such folder. Throws DataDamagedError if it can't be read. */
export async function entriesIfThere(directory: string): Promise<FolderEntry[] | undefined> {
  return folderEntries(directory).catch((error: unknown) => {
    const cause = error instanceof Error ? error.cause : undefined;
    if (isSystemFault(cause) && (cause.code === "ENOENT" || cause.code === "ENOTDIR")) return undefined;
    throw error;
  });
}

/** What to do about a damaged file in that directory. */
export function remedyFor(directory: string): string {
  return `replace it, name another directory with --data-dir, or move ${directory} away: the data is then looked for elsewhere`;
}
