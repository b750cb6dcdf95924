import type { Dirent } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { isSystemFault, systemReason } from "@infoplane/files";
import { damaged, messages } from "../messages.ts";
import { isHidden } from "./is-hidden.ts";

/** An entry of a folder. `other`: neither a file nor a folder, or a broken link; `why` says which. */
export interface FolderEntry {
  readonly name: string;
  readonly path: string;
  readonly kind: "file" | "folder" | "other";
  readonly why?: string;
}

/**
 * Entries of a folder, with links followed, ordered by UTF-16 units: the same on every machine. Files that operating
 * systems create are not data and are left out: see `isHidden`. Throws DataDamagedError if the folder can't be read.
 */
export async function folderEntries(directory: string): Promise<FolderEntry[]> {
  const found = await readdir(directory, { withFileTypes: true }).catch((error: unknown) => {
    throw isSystemFault(error) ? damaged(messages.unreadable(directory, systemReason(error)), { cause: error }) : error;
  });
  const shown = found.filter(({ name }) => !isHidden(name)).sort((a, b) => (a.name < b.name ? -1 : 1));
  const entries: FolderEntry[] = [];
  for (const one of shown) entries.push(await entryOf(join(directory, one.name), one));
  return entries;
}

async function entryOf(path: string, dirent: Dirent): Promise<FolderEntry> {
  const { name } = dirent;
  if (dirent.isFile()) return { name, path, kind: "file" };
  if (dirent.isDirectory()) return { name, path, kind: "folder" };
  try {
    const found = await stat(path);
    if (found.isFile()) return { name, path, kind: "file" };
    if (found.isDirectory()) return { name, path, kind: "folder" };
    return { name, path, kind: "other", why: "it is not a regular file" };
  } catch (error) {
    const toNothing = isSystemFault(error) && error.code === "ENOENT";
    return { name, path, kind: "other", why: toNothing ? "it is a link to nothing" : systemReason(error) };
  }
}
