import { stat } from "node:fs/promises";
import { basename, extname } from "node:path";
import { exitCodes, InfoplaneError } from "@infoplane/contracts";
import { systemReason } from "@infoplane/data";
import { messages } from "../messages.ts";
import { findArrayFiles } from "./find-array-files.ts";
import { readArrayFile, type ArrayAsk, type NumberArray } from "./read-array-file.ts";

/** Arrays that were exported at one moment of a training, in the order of the file. */
export interface Exported {
  readonly path: string;
  /** The last number in the file's name; 0 without one. */
  readonly epoch: number;
  /** Of all arrays that are there, those aside that can't be layers. */
  readonly names: readonly string[];
  /** Those that were wanted. */
  readonly arrays: ReadonlyMap<string, NumberArray>;
  /** What was left out, in sentences. */
  readonly leftOut: readonly string[];
}

export type { NumberArray };

/**
 * Reads what other programs exported: one .npz or .safetensors file, a directory of such files, one for each epoch, or a
 * directory of .npy files, one for each layer. Only arrays that are asked for are read: others may be of any type.
 * Throws InfoplaneError when nothing of these is there.
 */
export async function readActivations(path: string, ask: ArrayAsk): Promise<Exported[]> {
  const found = await stat(path).catch((error: unknown) => {
    throw new InfoplaneError(messages.noActivations(path, systemReason(error)), exitCodes.wrongExperiment, {
      cause: error,
    });
  });
  if (!found.isDirectory()) return [{ path, epoch: 0, ...(await readArrayFile({ path, kind: "file" }, ask)) }];
  const { folder, files, leftOut } = await findArrayFiles(path);
  if (files.length === 0) {
    const read = await readArrayFile({ path: folder, kind: "directory" }, ask);
    return [{ path, epoch: 0, ...read }];
  }
  const exported: Exported[] = [];
  for (const file of files.toSorted((a, b) => epochOf(a) - epochOf(b))) {
    const read = await readArrayFile({ path: file, kind: "file" }, ask);
    exported.push({ path: file, epoch: epochOf(file), ...read, leftOut: [...leftOut, ...read.leftOut] });
  }
  return exported;
}

function epochOf(name: string): number {
  return Number(/(\d+)\D*$/.exec(basename(name, extname(name)))?.[1] ?? 0);
}
