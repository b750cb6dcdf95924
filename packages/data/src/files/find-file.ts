import { folderEntries, type FolderEntry } from "./folder-entries.ts";

/**
 * The first of some names that is a file of a folder: with exact spelling, then ignoring case. A folder of that name
 * that contains a file of the same name stands for it: unpacking programs create such folders.
 */
export async function findFile(entries: readonly FolderEntry[], names: readonly string[]): Promise<string | undefined> {
  for (const name of names) {
    const found = named(entries, name, "file");
    if (found) return found.path;
  }
  for (const name of names) {
    const folder = named(entries, name, "folder");
    const inner = folder && named(await folderEntries(folder.path), name, "file");
    if (inner) return inner.path;
  }
  return undefined;
}

/** The entry of that name, with exact spelling or ignoring case. */
export function named(
  entries: readonly FolderEntry[],
  name: string,
  kind: FolderEntry["kind"],
): FolderEntry | undefined {
  const fitting = entries.filter((entry) => entry.kind === kind);
  return (
    fitting.find((entry) => entry.name === name) ??
    fitting.find((entry) => entry.name.toLowerCase() === name.toLowerCase())
  );
}
