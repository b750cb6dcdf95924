import { readdir, stat } from "node:fs/promises";
import { extname, join } from "node:path";
import { damaged, messages } from "../messages.ts";

/** The images of one part, class by class in the order of the names. */
export interface ImageList {
  readonly directory: string;
  readonly files: readonly string[];
  /** Class index of each file. */
  readonly labels: Uint8Array;
}

const extensions = new Set([".jpg", ".jpeg", ".png", ".webp", ".gif", ".tif", ".tiff", ".avif"]);

/** Folders of a directory by name, those that begin with a dot left out. */
export async function foldersOf(directory: string): Promise<string[]> {
  return visible(directory, (path) => stat(path).then((found) => found.isDirectory()));
}

/**
 * Images below a directory, a folder a class: the class of a folder is its place in `classNames`. Files that are no
 * images by their name are passed over. Throws DataDamaged for a folder that is no class.
 */
export async function listImages(directory: string, classNames: readonly string[]): Promise<ImageList> {
  const files: string[] = [];
  const labels: number[] = [];
  for (const folder of await foldersOf(directory)) {
    const label = classNames.indexOf(folder);
    if (label < 0) throw damaged(messages.otherClass(directory, folder, classNames));
    for (const name of await visible(join(directory, folder), isImage)) {
      files.push(join(directory, folder, name));
      labels.push(label);
    }
  }
  return { directory, files, labels: Uint8Array.from(labels) };
}

async function isImage(path: string): Promise<boolean> {
  return extensions.has(extname(path).toLowerCase()) && (await stat(path)).isFile();
}

/** Sorted by UTF-16 units: the same on every machine. */
async function visible(directory: string, wanted: (path: string) => Promise<boolean>): Promise<string[]> {
  const names = (await readdir(directory)).filter((name) => !name.startsWith(".")).sort();
  const chosen: string[] = [];
  for (const name of names) {
    // A link to nowhere is passed over.
    if (await wanted(join(directory, name)).catch(() => false)) chosen.push(name);
  }
  return chosen;
}
