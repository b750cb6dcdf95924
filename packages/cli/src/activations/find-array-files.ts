import { extname } from "node:path";
import { DataDamaged, exitCodes, InfoplaneError } from "@infoplane/contracts";
import { countEndings, folderEntries, foreignKind, headOf, type FolderEntry } from "@infoplane/data";
import { messages } from "../messages.ts";

/** What of a directory holds activations. */
export interface ArrayFiles {
  /** The directory, or the one folder that it holds. */
  readonly folder: string;
  /** Archives of arrays, one a moment; none where the folder holds .npy files. */
  readonly files: readonly string[];
  /** What else lies there, in sentences. */
  readonly leftOut: readonly string[];
}

const endingOf = ({ name }: FolderEntry): string => extname(name).toLowerCase();
const isArchive = (entry: FolderEntry): boolean => [".npz", ".safetensors"].includes(endingOf(entry));

/** Looks into a directory of exported arrays, and names what it passes over. Throws InfoplaneError where there are none. */
export async function findArrayFiles(path: string): Promise<ArrayFiles> {
  try {
    const entries = await folderEntries(path);
    const files = entries.filter(({ kind }) => kind !== "folder");
    const [only, ...others] = entries.filter(({ kind }) => kind === "folder");
    if (only && others.length === 0 && !files.some((file) => isArchive(file) || endingOf(file) === ".npy")) {
      const inner = await found(only.path, await folderEntries(only.path));
      return files.length > 0 ? { ...inner, leftOut: [...inner.leftOut, passedOver(path, files)] } : inner;
    }
    return await found(path, entries);
  } catch (error) {
    if (!(error instanceof DataDamaged)) throw error;
    throw new InfoplaneError(messages.noActivations(path, error.message, error.hint), exitCodes.wrongExperiment);
  }
}

async function found(folder: string, entries: readonly FolderEntry[]): Promise<ArrayFiles> {
  const files = entries.filter(({ kind }) => kind !== "folder");
  const archives = files.filter(isArchive);
  const isTaken = archives.length > 0 ? isArchive : (entry: FolderEntry) => endingOf(entry) === ".npy";
  const rest = entries.filter((entry) => entry.kind === "folder" || !isTaken(entry));
  if (rest.length === entries.length) throw await nothingIn(folder, files);
  const leftOut = rest.length > 0 ? [passedOver(folder, rest)] : [];
  return { folder, files: archives.map(({ path }) => path), leftOut };
}

const passedOver = (folder: string, rest: readonly FolderEntry[]): string => {
  const files = rest.filter(({ kind }) => kind !== "folder").map(({ name }) => name);
  const folders = rest.filter(({ kind }) => kind === "folder").map(({ name }) => `the folder ${name}`);
  return messages.passedOver(folder, [...(files.length > 0 ? [countEndings(files)] : []), ...folders]);
};

/** What lies there in place of arrays, and how it is converted. */
async function nothingIn(folder: string, files: readonly FolderEntry[]): Promise<InfoplaneError> {
  const [first] = files;
  const holds = files.length > 0 ? `it holds ${countEndings(files.map(({ name }) => name))}` : "it is empty";
  const kind = first?.kind === "file" ? foreignKind(await headOf(first.path), first.path) : undefined;
  const reason = kind && first ? `${holds}; ${first.name} is ${kind.what}` : holds;
  return new InfoplaneError(messages.noActivations(folder, reason, kind?.hint), exitCodes.wrongExperiment);
}
