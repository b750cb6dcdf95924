import { stat } from "node:fs/promises";
import { basename, extname, relative, resolve } from "node:path";
import { DataDamagedError, exitCodes, InfoplaneError } from "@infoplane/contracts";
import { countEndings, folderEntries, type FolderEntry } from "@infoplane/data";
import { systemReason } from "@infoplane/files";
import { messages } from "../messages.ts";
import type { NamedFile } from "./epochs-of.ts";
import { seedOf } from "./seed-of.ts";
import { whatLiesThere } from "./what-lies-there.ts";
import type { ActivationsPlace } from "./with-activations.ts";

/** Where the arrays of one epoch of one training are; none of them is read yet. */
export interface EpochPlace extends ActivationsPlace, NamedFile {
  /** undefined if no path gives one. */
  readonly seed: number | undefined;
}

export interface FoundEpochs {
  readonly places: readonly EpochPlace[];
  /** What else is there, in sentences. */
  readonly leftOut: readonly string[];
}

/** How seeds are found in paths. */
export interface SeedFrom {
  /** From --seed-from; `seed-1` and the like by default. */
  readonly pattern: RegExp | undefined;
  /** Whether the path as given may name the seed too, not only what is below it. */
  readonly inWritten: boolean;
}

const deepest = 4;

/**
 * The exports of an arm: one .npz or .safetensors file, a directory of such files, one for each epoch, a directory of
 * .npy files, one for each layer; or a directory of such directories, one for each seed. Names what it skips. Throws
 * InfoplaneError if there is nothing of these, saying what there is.
 */
export async function findEpochs(written: string, seeds: SeedFrom): Promise<FoundEpochs> {
  const found = await stat(written).catch((error: unknown) => {
    throw new InfoplaneError(messages.noActivations(written, systemReason(error)), exitCodes.wrongExperiment, {
      cause: error,
    });
  });
  // The type of a file is determined by its content.
  const isFile = !found.isDirectory();
  const { places, leftOut, files } = isFile
    ? { places: [{ path: written, isDirectory: false }], leftOut: [], files: [] }
    : await looking(written);
  if (places.length === 0) {
    const { reason, hint } = await whatLiesThere(files);
    throw new InfoplaneError(messages.noActivations(written, reason, hint), exitCodes.wrongExperiment);
  }
  return {
    leftOut,
    places: places.map((place): EpochPlace => {
      const own = isFile ? basename(written) : relative(written, place.path);
      const seed = seedOf(seeds.inWritten ? place.path : own, seeds.pattern);
      // A directory of layers that is the arm itself keeps its own name.
      const name = basename(seed?.rest ?? (own === "" ? resolve(place.path) : own));
      return { ...place, name, seed: seed?.seed };
    }),
  };
}

interface Below {
  readonly places: readonly ActivationsPlace[];
  readonly leftOut: readonly string[];
  /** Everything that is not a folder. */
  readonly files: readonly FolderEntry[];
}

async function looking(folder: string): Promise<Below> {
  try {
    return await below(folder, deepest);
  } catch (error) {
    if (!(error instanceof DataDamagedError)) throw error;
    throw new InfoplaneError(messages.noActivations(folder, error.message, error.hint), exitCodes.wrongExperiment, {
      cause: error,
    });
  }
}

const endingOf = ({ name }: FolderEntry): string => extname(name).toLowerCase();
const isArchive = (entry: FolderEntry): boolean => [".npz", ".safetensors"].includes(endingOf(entry));
const isLayer = (entry: FolderEntry): boolean => endingOf(entry) === ".npy";

/** The contents of a folder and its subfolders. */
async function below(folder: string, levels: number): Promise<Below> {
  const entries = await folderEntries(folder);
  const files = entries.filter(({ kind }) => kind !== "folder");
  const folders = entries.filter(({ kind }) => kind === "folder");
  const archives = files.filter(isArchive);
  const own: ActivationsPlace[] = archives.map(({ path }) => ({ path, isDirectory: false }));
  const isTaken = own.length > 0 ? isArchive : isLayer;
  if (own.length === 0 && files.some(isLayer)) own.push({ path: folder, isDirectory: true });
  const inside: Below[] = [];
  const barren: string[] = [];
  for (const { path, name } of folders) {
    const one = levels === 0 ? { places: [], leftOut: [], files: [] } : await below(path, levels - 1);
    if (one.places.length === 0) barren.push(`the folder ${name}`);
    // For a folder without arrays its name is enough.
    inside.push(one.places.length === 0 ? { ...one, leftOut: [] } : one);
  }
  const rest = files.filter((file) => !isTaken(file)).map(({ name }) => name);
  const passed = [...(rest.length > 0 ? [countEndings(rest)] : []), ...barren];
  return {
    places: [...own, ...inside.flatMap(({ places }) => places)],
    leftOut: [
      ...(passed.length > 0 ? [messages.passedOver(folder, passed)] : []),
      ...inside.flatMap(({ leftOut }) => leftOut),
    ],
    files: [...files, ...inside.flatMap((one) => one.files)],
  };
}
