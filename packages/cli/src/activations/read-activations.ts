import { readFile } from "node:fs/promises";
import { extname } from "node:path";
import { exitCodes, InfoplaneError } from "@infoplane/contracts";
import { listSafetensors, readSafetensors, SafetensorsDamaged } from "@infoplane/core";
import { listArrays, readArrays } from "@infoplane/data";
import { messages } from "../messages.ts";

export interface NumberArray {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** Arrays that were exported at one moment: their names are known, and each is read when it is asked for. */
export interface ExportedArrays {
  /** Of all arrays that are there, in the order of the file. */
  readonly names: readonly string[];
  /** Reads one of them. Throws InfoplaneError when it is not one of numbers. */
  read(name: string): Promise<NumberArray>;
}

/**
 * Opens an .npz or .safetensors file, or a directory of .npy files, one for each layer. Arrays that nobody reads may be of any
 * type. A .safetensors file is held in memory as long as what is returned. Throws InfoplaneError.
 */
export async function openActivations(path: string, isDirectory: boolean): Promise<ExportedArrays> {
  if (isDirectory) return openNumpy(path, "directory");
  if (extname(path) === ".npz") return openNumpy(path, "file");
  return openSafetensors(path);
}

async function openSafetensors(path: string): Promise<ExportedArrays> {
  const attempt = <T>(what: () => T): T => {
    try {
      return what();
    } catch (error) {
      if (!(error instanceof SafetensorsDamaged)) throw error;
      throw new InfoplaneError(messages.noActivations(path, error.message), exitCodes.wrongExperiment, {
        cause: error,
      });
    }
  };
  const content = await readFile(path);
  const names = attempt(() => listSafetensors(content)).sort(new Intl.Collator("en", { numeric: true }).compare);
  return {
    names,
    // eslint-disable-next-line @typescript-eslint/require-await -- other formats are read from the disk here
    read: async (name) => {
      const array = attempt(() => readSafetensors(content, (one) => one === name)).get(name);
      if (!array) throw new InfoplaneError(messages.noArray(path, name, names), exitCodes.wrongExperiment);
      const { shape, data } = array;
      return { shape, data: data instanceof Float32Array ? data : Float32Array.from(data) };
    },
  };
}

async function openNumpy(path: string, kind: "directory" | "file"): Promise<ExportedArrays> {
  const attempt = async <T>(what: () => Promise<T>): Promise<T> => {
    try {
      return await what();
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new InfoplaneError(messages.noActivations(path, reason), exitCodes.wrongExperiment, { cause: error });
    }
  };
  const names = await attempt(() => listArrays({ path, kind }));
  if (names.length === 0) {
    throw new InfoplaneError(messages.noActivations(path, "it holds no .npy arrays"), exitCodes.wrongExperiment);
  }
  return {
    names,
    read: (name) =>
      attempt(async () => {
        const [array] = await readArrays({ path, kind }, [name]);
        const data = new Float32Array(array?.size ?? 0);
        for (let i = 0; i < data.length; i++) data[i] = array?.at(i) ?? NaN;
        return { shape: array?.shape ?? [], data };
      }),
  };
}
