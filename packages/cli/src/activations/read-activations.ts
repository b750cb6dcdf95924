import { readdir, readFile, stat } from "node:fs/promises";
import { extname, join } from "node:path";
import { exitCodes, InfoplaneError } from "@infoplane/contracts";
import { listSafetensors, readSafetensors, SafetensorsDamaged } from "@infoplane/core";
import { listArrays, readArrays } from "@infoplane/data";
import { messages } from "../messages.ts";
import type { NamedMoment } from "./moment-in-name.ts";
import { momentOfLone, momentsOf } from "./moments-of.ts";

/** When it was exported, as the name of the file says. */
type When = Pick<NamedMoment, "counted" | "epoch" | "step">;

/** Arrays that were exported at one moment of a training, in the order of the file. */
export interface Exported extends When {
  readonly path: string;
  /** Of all arrays that are there. */
  readonly names: readonly string[];
  /** Those that were wanted. */
  readonly arrays: ReadonlyMap<string, NumberArray>;
}

type Wanted = (name: string) => boolean;

export interface NumberArray {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/**
 * Reads what other programs exported: one .npz or .safetensors file, a directory of such files, one for each epoch, or a
 * directory of .npy files, one for each layer. Only `wanted` arrays are read: others may be of any type. Throws
 * InfoplaneError when nothing of these is there.
 */
export async function readActivations(path: string, wanted: Wanted = () => true): Promise<Exported[]> {
  const found = await stat(path).catch(() => undefined);
  if (!found) throw new InfoplaneError(messages.noActivations(path, "it is not there"), exitCodes.wrongExperiment);
  if (!found.isDirectory()) return [await readFileOf(path, momentOfLone(path), wanted)];
  const files = (await readdir(path)).filter(isArchive).map((name) => join(path, name));
  if (files.length > 0) return Promise.all(whensOf(files).map(({ file, ...when }) => readFileOf(file, when, wanted)));
  return [{ path, ...momentOfLone(path), ...(await readNumpy(path, "directory", wanted)) }];
}

const isArchive = (name: string): boolean => [".npz", ".safetensors"].includes(extname(name));

/** A single file needs no number to be told from others. */
function whensOf(files: readonly string[]): readonly (When & { readonly file: string })[] {
  const [file] = files;
  if (file !== undefined && files.length === 1) return [{ file, ...momentOfLone(file) }];
  return momentsOf(files).map(({ file, counted, epoch, step }) => ({
    file,
    counted,
    epoch,
    ...(step !== undefined && { step }),
  }));
}

async function readFileOf(path: string, when: When, wanted: Wanted): Promise<Exported> {
  if (!isArchive(path)) {
    throw new InfoplaneError(
      messages.noActivations(path, "it ends neither in .npz nor in .safetensors"),
      exitCodes.wrongExperiment,
    );
  }
  if (extname(path) === ".npz") return { path, ...when, ...(await readNumpy(path, "file", wanted)) };
  try {
    const content = await readFile(path);
    const arrays = [...readSafetensors(content, wanted)];
    const natural = new Intl.Collator("en", { numeric: true });
    arrays.sort(([a], [b]) => natural.compare(a, b));
    return {
      path,
      ...when,
      names: listSafetensors(content).sort(natural.compare),
      arrays: new Map(arrays.map(([name, { shape, data }]) => [name, { shape, data: Float32Array.from(data) }])),
    };
  } catch (error) {
    if (!(error instanceof SafetensorsDamaged)) throw error;
    throw new InfoplaneError(messages.noActivations(path, error.message), exitCodes.wrongExperiment, { cause: error });
  }
}

async function readNumpy(
  path: string,
  kind: "directory" | "file",
  wanted: Wanted,
): Promise<Pick<Exported, "names" | "arrays">> {
  try {
    const names = await listArrays({ path, kind });
    if (names.length === 0) throw new Error("it holds no .npy arrays");
    const read = names.filter(wanted);
    const arrays = (await readArrays({ path, kind }, read)).map((array, i) => {
      const data = Float32Array.from({ length: array.size }, (_, index) => array.at(index));
      return [read[i] ?? "", { shape: array.shape, data }] as const;
    });
    return { names, arrays: new Map(arrays) };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new InfoplaneError(messages.noActivations(path, reason), exitCodes.wrongExperiment, { cause: error });
  }
}
