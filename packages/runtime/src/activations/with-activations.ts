import { DataDamagedError, exitCodes, InfoplaneError, type Diagnostic } from "@infoplane/contracts";
import { SafetensorsError, withSafetensors } from "@infoplane/core";
import { foreignKind, headOf, withArrays } from "@infoplane/data";
import { isSystemFault, systemReason } from "@infoplane/files";
import { messages } from "../messages.ts";

export interface NumberArray {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** What the header of an array says. */
interface ArrayInfo {
  readonly shape: readonly number[];
  /** What it is, if not of supported numbers, and how to convert it. */
  readonly foreign?: { readonly what: string; readonly hint: string };
}

/** The arrays exported at one epoch: their names are known, and each is read on request. */
export interface ExportedArrays {
  /** In the order of an .npz file, otherwise by name. */
  readonly names: readonly string[];
  /** Files in the same archive that are not arrays. */
  readonly others: readonly string[];
  /** Reads only the header. */
  info(name: string): Promise<ArrayInfo>;
  read(name: string): Promise<NumberArray>;
  /** The exact values: float32 cannot represent large whole numbers. */
  exact(name: string): Promise<Float64Array>;
}

export interface ActivationsPlace {
  readonly path: string;
  /** A directory of .npy files, one per layer. */
  readonly isDirectory: boolean;
}

/**
 * Passes what another program exported to `use`: the arrays of an .npz or .safetensors file, or of a directory of .npy
 * files. Memory holds those that `use` keeps. Throws InfoplaneError, which for other files says what they are and gives
 * the line that converts them.
 */
export async function withActivations<T>(
  place: ActivationsPlace,
  use: (arrays: ExportedArrays) => Promise<T>,
): Promise<T> {
  const { path, isDirectory } = place;
  try {
    if (!isDirectory && isSafetensors(await headOf(path), path)) return await inSafetensors(path, use);
    return await inNumpy(place, use);
  } catch (error) {
    throw asProblem(path, error);
  }
}

/** By the JSON that such a file begins with, or by its extension. */
function isSafetensors(head: Buffer, path: string): boolean {
  const looksSo = head.length > 9 && head.readUInt32LE(4) === 0 && head[8] === 0x7b;
  if (looksSo || !/\.safetensors$/i.test(path)) return looksSo;
  const kind = foreignKind(head, path);
  if (kind && kind.what !== "text") throw problem(messages.noActivations(path, `it is ${kind.what}`, kind.hint));
  return true;
}

function inSafetensors<T>(path: string, use: (arrays: ExportedArrays) => Promise<T>): Promise<T> {
  return withSafetensors(path, (file) => {
    const size = (name: string) => file.info(name).shape.reduce((product, n) => product * n, 1);
    return use({
      names: file.names.toSorted(new Intl.Collator("en", { numeric: true }).compare),
      others: [],
      // eslint-disable-next-line @typescript-eslint/require-await -- a fault of the header is one of the promise
      info: async (name) => {
        const { shape, dtype, isRead } = file.info(name);
        return { shape, ...(!isRead && { foreign: { what: `of type ${dtype}`, hint: "save x.float()" } }) };
      },
      read: async (name) => ({
        shape: file.info(name).shape,
        data: await file.read(name, new Float32Array(size(name))),
      }),
      exact: (name) => file.read(name, new Float64Array(size(name))),
    });
  });
}

function inNumpy<T>({ path, isDirectory }: ActivationsPlace, use: (arrays: ExportedArrays) => Promise<T>): Promise<T> {
  return withArrays({ path, kind: isDirectory ? "directory" : "file" }, (store) =>
    use({
      names: store.names,
      others: isDirectory ? [] : store.others,
      info: async (name) => {
        const { shape, read: isRead, dtype, hint } = await store.header(name);
        return { shape, ...(!isRead && { foreign: { what: dtype, hint } }) };
      },
      read: async (name) => {
        const array = await store.read(name);
        return { shape: array.shape, data: array.toFloat32() };
      },
      exact: async (name) => {
        const array = await store.read(name);
        return Float64Array.from({ length: array.size }, (_, index) => array.at(index));
      },
    }),
  );
}

/** Converts what the readers say about a file into the words of this command. */
function asProblem(path: string, error: unknown): unknown {
  if (error instanceof DataDamagedError) {
    const said = error.message.replace(`${path} can't be read: `, "").replace(`${path} is `, "it is ");
    return problem(messages.noActivations(path, said, error.hint), error);
  }
  if (error instanceof SafetensorsError) return problem(messages.noActivations(path, error.message), error);
  return isSystemFault(error) ? problem(messages.noActivations(path, systemReason(error)), error) : error;
}

const problem = (diagnostic: Diagnostic, cause?: unknown): InfoplaneError =>
  new InfoplaneError(diagnostic, exitCodes.wrongExperiment, cause === undefined ? undefined : { cause });
