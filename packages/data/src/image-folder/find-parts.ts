import { join } from "node:path";
import { folderEntries, type FolderEntry } from "../files/folder-entries.ts";
import { named } from "../files/find-file.ts";
import { damaged, messages } from "../messages.ts";
import { foldersOf } from "./list-images.ts";

/** Where the classes of the parts are. Without a test folder a share of the training part is held out. */
export interface Parts {
  readonly train: string;
  readonly test?: string;
  readonly classNames: readonly string[];
  /** Ignored folders next to these. */
  readonly others: readonly string[];
  /** Files next to them. */
  readonly files: readonly string[];
}

const trainFolders = ["train", "training"];
/** Accepted names of the folder of test images. */
const testFolders = ["test", "val", "valid", "validation", "testing"];

/**
 * Finds the folders of the classes below a directory: in a training folder next to a test folder, or in the directory
 * itself. Of several test folders, takes the one that is `asked` for, or the first that has folders of the classes. A
 * directory that contains only one folder stands for that one. Case is ignored. Throws DataDamagedError.
 */
export async function findParts(directory: string, asked: string | undefined): Promise<Parts> {
  const root = await unnested(directory);
  const entries = await folderEntries(root);
  const folders = entries.filter(({ kind }) => kind === "folder");
  const train = trainFolders.map((name) => named(folders, name, "folder")).find((found) => found !== undefined);
  if (asked !== undefined) {
    const test = named(folders, asked, "folder");
    if (!test)
      throw damaged(
        messages.noSuchFolder(
          root,
          asked,
          folders.map(({ name }) => name),
        ),
      );
    if (!train)
      throw damaged(
        messages.noSuchFolder(
          root,
          "train",
          folders.map(({ name }) => name),
        ),
      );
    return partsOf(train, test, entries);
  }
  const candidates = testFolders.flatMap((name) => named(folders, name, "folder") ?? []);
  const first = candidates[0];
  if (!train || !first) return { train: root, classNames: folders.map(({ name }) => name), others: [], files: [] };
  const classNames = new Set((await foldersOf(train.path)).map((name) => name.toLowerCase()));
  for (const test of candidates) {
    const inside = await foldersOf(test.path);
    if (inside.some((name) => classNames.has(name.toLowerCase()))) return partsOf(train, test, entries);
  }
  return partsOf(train, first, entries);
}

async function partsOf(train: FolderEntry, test: FolderEntry, entries: readonly FolderEntry[]): Promise<Parts> {
  const rest = entries.filter((entry) => entry !== train && entry !== test);
  const names = (isFolder: boolean) =>
    rest.filter(({ kind }) => (kind === "folder") === isFolder).map(({ name }) => name);
  const classNames = await foldersOf(train.path);
  return { train: train.path, test: test.path, classNames, others: names(true), files: names(false) };
}

/** The only folder in a directory, or the directory itself. */
async function unnested(directory: string): Promise<string> {
  const folders = await foldersOf(directory);
  const [only] = folders;
  return folders.length === 1 && only !== undefined ? join(directory, only) : directory;
}
