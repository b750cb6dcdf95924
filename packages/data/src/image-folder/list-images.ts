import { extname, join } from "node:path";
import { countEndings } from "../files/count-endings.ts";
import { folderEntries, type FolderEntry } from "../files/folder-entries.ts";
import { damaged, messages } from "../messages.ts";

/** The images of one part, class by class in the order of the names. */
export interface ImageList {
  readonly directory: string;
  readonly files: readonly string[];
  /** Class index of each file. */
  readonly labels: readonly number[];
  /** Files whose names are not those of images, broken links, folders within classes: paths below the directory. */
  readonly passedOver: readonly string[];
}

/** Names of the folders of a directory. */
export async function foldersOf(directory: string): Promise<string[]> {
  return (await folderEntries(directory)).filter(({ kind }) => kind === "folder").map(({ name }) => name);
}

/**
 * Images below a directory, one folder per class: a folder's class is its index in `classNames`, ignoring case. A class
 * folder that contains only one folder stands for that one. Everything else is skipped and listed. Throws
 * DataDamagedError for a folder that is no class, and for entries that can't be read.
 */
export async function listImages(directory: string, classNames: readonly string[]): Promise<ImageList> {
  const files: string[] = [];
  const labels: number[] = [];
  const passedOver: string[] = [];
  for (const entry of await folderEntries(directory)) {
    if (entry.kind !== "folder") {
      passedOver.push(entry.name);
      continue;
    }
    const label = classOf(entry.name, classNames);
    if (label < 0) throw damaged(messages.otherClass(directory, entry.name, classNames));
    const { within, entries } = await contentOf(entry);
    for (const { name, path, kind } of entries) {
      if (kind === "folder") {
        for (const inner of await folderEntries(path)) passedOver.push(`${within}/${name}/${inner.name}`);
      } else if (imageEndings.has(extname(name).toLowerCase())) {
        files.push(path);
        labels.push(label);
      } else passedOver.push(`${within}/${name}`);
    }
  }
  return { directory, files, labels, passedOver };
}

/** The index of a folder among the classes: by exact spelling, or the only match ignoring case. */
function classOf(folder: string, classNames: readonly string[]): number {
  const exact = classNames.indexOf(folder);
  if (exact >= 0) return exact;
  const alike = classNames.flatMap((name, label) => (name.toLowerCase() === folder.toLowerCase() ? [label] : []));
  return alike.length === 1 ? (alike[0] ?? -1) : -1;
}

/** Entries of a class folder; if it holds one folder and no image, the entries of that folder. */
async function contentOf(folder: FolderEntry): Promise<{ within: string; entries: readonly FolderEntry[] }> {
  const entries = await folderEntries(folder.path);
  const [first, ...others] = entries.filter(({ kind }) => kind === "folder");
  const hasImages = entries.some(
    ({ name, kind }) => kind !== "folder" && imageEndings.has(extname(name).toLowerCase()),
  );
  if (!first || others.length > 0 || hasImages) return { within: folder.name, entries };
  const rest = entries.filter(({ kind }) => kind !== "folder");
  return { within: join(folder.name, first.name), entries: [...(await folderEntries(first.path)), ...rest] };
}

/** Contents of a folder by ending, for sentences: `40 .heic, 1 .txt`. */
export function holdings({ passedOver }: ImageList, folder: string): string {
  return countEndings(passedOver.filter((path) => path.startsWith(`${folder}/`)));
}

/** Endings of the readable image files, by decoder. */
const byLibrary = ["jpg", "jpeg", "jpe", "jfif", "jif", "png", "apng", "webp", "gif", "tif", "tiff", "avif"];
const byHand = ["bmp", "dib", "ppm", "pgm", "pbm", "pnm"];

const imageEndings: ReadonlySet<string> = new Set([...byLibrary, ...byHand].map((ending) => `.${ending}`));
