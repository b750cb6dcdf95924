import { DataDamaged, exitCodes, InfoplaneError, type Diagnostic } from "@infoplane/contracts";
import { SafetensorsDamaged, withSafetensors } from "@infoplane/core";
import { foreignKind, headOf, isSystemFault, systemReason, withArrays } from "@infoplane/data";
import { messages } from "../messages.ts";

export interface NumberArray {
  readonly shape: readonly number[];
  readonly data: Float32Array;
  /** The values as they stand, of an array of labels: float32 has no place for large ones. */
  readonly exact?: Float64Array;
}

/** Which arrays are wanted. */
export interface ArrayAsk {
  /** The array of labels: as many rows as it has all others must have. */
  readonly labels: string;
  /** All that are wanted; where it is not said, all that can be layers. */
  readonly named: ReadonlySet<string> | undefined;
}

/** Arrays of one file or folder. */
export interface ArrayFile {
  /** Of all arrays, those aside that can't be layers. */
  readonly names: readonly string[];
  readonly arrays: ReadonlyMap<string, NumberArray>;
  readonly leftOut: readonly string[];
}

/** What .npz files, folders of .npy files and .safetensors files have in common. */
interface Source {
  readonly names: readonly string[];
  /** `why`: what it is, where it is not of numbers. */
  describe(name: string): Promise<{ readonly shape: readonly number[]; readonly why?: string; readonly hint?: string }>;
  float32(name: string, size: number): Promise<Float32Array>;
  float64(name: string, size: number): Promise<Float64Array>;
}

interface Place {
  readonly path: string;
  readonly kind: "file" | "directory";
}

/**
 * Reads the arrays of a file, or of a folder of .npy files. Where no arrays are named, single values and texts beside
 * them are left out, and it is said. Arrays are held against the labels by their headers, before they are unpacked.
 * Throws InfoplaneError, with the hint of what was found.
 */
export async function readArrayFile(place: Place, ask: ArrayAsk): Promise<ArrayFile> {
  const { path } = place;
  try {
    const isTensors = place.kind === "file" && isSafetensors(await headOf(path), path);
    const natural = new Intl.Collator("en", { numeric: true });
    if (!isTensors)
      return await withArrays(place, ({ names, header, read }) =>
        readFrom(path, ask, {
          names,
          describe: async (name) => {
            const found = await header(name);
            return { shape: found.shape, ...(!found.read && { why: found.dtype, hint: found.hint }) };
          },
          float32: async (name) => (await read(name)).toFloat32(),
          float64: async (name, size) => {
            const array = await read(name);
            return Float64Array.from({ length: size }, (_, index) => array.at(index));
          },
        }),
      );
    return await withSafetensors(path, ({ names, info, read }) =>
      readFrom(path, ask, {
        names: names.toSorted(natural.compare),
        describe: (name) => {
          const { shape, dtype, isRead } = info(name);
          return Promise.resolve({ shape, ...(!isRead && { why: `of type ${dtype}`, hint: "save x.float()" }) });
        },
        float32: (name, size) => read(name, new Float32Array(size)),
        float64: (name, size) => read(name, new Float64Array(size)),
      }),
    );
  } catch (error) {
    throw asProblem(path, error);
  }
}

/** By its ending, or by the JSON that such a file begins with. */
function isSafetensors(head: Buffer, path: string): boolean {
  const looksSo = head.length > 9 && head.readUInt32LE(4) === 0 && head[8] === 0x7b;
  if (looksSo || !/\.safetensors$/i.test(path)) return looksSo;
  const kind = foreignKind(head, path);
  if (kind && kind.what !== "text") throw problem(messages.noActivations(path, `it is ${kind.what}`, kind.hint));
  return true;
}

async function readFrom(path: string, { labels, named }: ArrayAsk, source: Source): Promise<ArrayFile> {
  if (source.names.length === 0) throw problem(messages.noActivations(path, "it holds no arrays"));
  const rows = source.names.includes(labels) ? ((await source.describe(labels)).shape[0] ?? 1) : undefined;
  const names: string[] = [];
  const left: string[] = [];
  const arrays = new Map<string, NumberArray>();
  for (const name of source.names) {
    if (named && !named.has(name)) {
      names.push(name);
      continue;
    }
    const { shape, why, hint } = await source.describe(name);
    const size = shape.reduce((product, n) => product * n, 1);
    const isLabels = name === labels;
    const isSingle = !isLabels && (shape.length === 0 || (size === 1 && rows !== undefined && rows > 1));
    if (!named && !isLabels && (why !== undefined || isSingle)) {
      left.push(`${name} (${why ?? "one value"})`);
      continue;
    }
    if (why !== undefined) throw problem(messages.notNumbers(path, name, why, hint ?? ""));
    names.push(name);
    if (rows !== undefined && shape[0] !== rows) throw problem(messages.otherSamples(path, name, shape[0] ?? 0, rows));
    const exact = isLabels && size === rows ? await source.float64(name, size) : undefined;
    const data = exact ? Float32Array.from(exact) : await source.float32(name, size);
    arrays.set(name, { shape, data, ...(exact && { exact }) });
  }
  return { names, arrays, leftOut: left.length > 0 ? [messages.leftOut(left)] : [] };
}

function asProblem(path: string, error: unknown): unknown {
  if (error instanceof DataDamaged) {
    const said = error.message.replace(`${path} can't be read: `, "").replace(`${path} is `, "it is ");
    return problem(messages.noActivations(path, said, error.hint), error);
  }
  if (error instanceof SafetensorsDamaged) return problem(messages.noActivations(path, error.message), error);
  return isSystemFault(error) ? problem(messages.noActivations(path, systemReason(error)), error) : error;
}

const problem = (diagnostic: Diagnostic, cause?: unknown): InfoplaneError =>
  new InfoplaneError(diagnostic, exitCodes.wrongExperiment, cause === undefined ? undefined : { cause });
