import type { FileHandle } from "node:fs/promises";
import { halfFloat } from "@infoplane/contracts/half-float";
import { NotRegularError, withRegular } from "@infoplane/files";
import { isObject } from "../is-object.ts";
import { isSizes, readHeader, SafetensorsError } from "./safetensors.ts";

type Read = (view: DataView, at: number) => number;

/** Bytes per value and the read function, by the format's name of the type. */
const types: Readonly<Record<string, { readonly bytes: number; readonly read: Read }>> = {
  F64: { bytes: 8, read: (view, at) => view.getFloat64(at, true) },
  F32: { bytes: 4, read: (view, at) => view.getFloat32(at, true) },
  F16: { bytes: 2, read: (view, at) => halfFloat(view.getUint16(at, true)) },
  BF16: { bytes: 2, read: (view, at) => brainFloat(view.getUint16(at, true)) },
  I64: { bytes: 8, read: (view, at) => Number(view.getBigInt64(at, true)) },
  U64: { bytes: 8, read: (view, at) => Number(view.getBigUint64(at, true)) },
  I32: { bytes: 4, read: (view, at) => view.getInt32(at, true) },
  U32: { bytes: 4, read: (view, at) => view.getUint32(at, true) },
  I16: { bytes: 2, read: (view, at) => view.getInt16(at, true) },
  U16: { bytes: 2, read: (view, at) => view.getUint16(at, true) },
  I8: { bytes: 1, read: (view, at) => view.getInt8(at) },
  U8: { bytes: 1, read: (view, at) => view.getUint8(at) },
  BOOL: { bytes: 1, read: (view, at) => (view.getUint8(at) === 0 ? 0 : 1) },
};

/** What the header says about an array. */
export interface TensorInfo {
  readonly shape: readonly number[];
  /** The format's name of the type, such as F32. */
  readonly dtype: string;
  /** Whether its values are numbers of a supported type. */
  readonly isRead: boolean;
}

/** A safetensors file written by another program: no digest is required. */
export interface SafetensorsFile {
  readonly names: readonly string[];
  /** Throws SafetensorsError if there is no such array, or it is outside the file. */
  readonly info: (name: string) => TensorInfo;
  /** Reads an array's values into `into`, which has the same length. Integers beyond 2^53 lose their last digits. */
  readonly read: <T extends Float32Array | Float64Array>(name: string, into: T) => Promise<T>;
}

const lengthBytes = 8;
const largestHeader = 100_000_000;
const chunkBytes = 2 ** 24;

/**
 * Passes the arrays of a safetensors file to `use`: only the header and the bytes of requested arrays are read, a part
 * at a time, however large the file. Only regular files are opened. Throws SafetensorsError; errors of the system pass
 * through.
 */
export async function withSafetensors<T>(path: string, use: (file: SafetensorsFile) => Promise<T>): Promise<T> {
  try {
    return await withRegular(path, async ({ handle, size }) => use(await opened(handle, size)));
  } catch (error) {
    throw error instanceof NotRegularError ? new SafetensorsError(error.message, { cause: error }) : error;
  }
}

async function opened(file: FileHandle, size: number): Promise<SafetensorsFile> {
  if (size < lengthBytes) throw new SafetensorsError(`${size} bytes are too few`);
  const length = (await bytesAt(file, 0, lengthBytes)).readBigUInt64LE();
  if (length > largestHeader || length > size - lengthBytes) throw new SafetensorsError("the header is cut off");
  const start = lengthBytes + Number(length);
  const header = readHeader(await bytesAt(file, lengthBytes, Number(length)));
  const entries = new Map(Object.entries(header).filter(([name]) => name !== "__metadata__"));
  const place = (name: string) => placeOf(name, entries.get(name), size - start);
  return {
    names: [...entries.keys()],
    info: (name) => {
      const { shape, dtype } = place(name);
      return { shape, dtype, isRead: dtype in types };
    },
    async read(name, into) {
      const { dtype, begin, values } = place(name);
      const type = types[dtype];
      if (!type) throw new SafetensorsError(`array ${name} is of type ${dtype}, which is not read`);
      if (into.length !== values) throw new RangeError(`${name} has ${values} values, not ${into.length}`);
      const atATime = Math.floor(chunkBytes / type.bytes);
      for (let from = 0; from < values; from += atATime) {
        const count = Math.min(atATime, values - from);
        const bytes = await bytesAt(file, start + begin + from * type.bytes, count * type.bytes);
        const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
        for (let i = 0; i < count; i++) into[from + i] = type.read(view, i * type.bytes);
      }
      return into;
    },
  };
}

async function bytesAt(file: FileHandle, from: number, length: number): Promise<Buffer> {
  const bytes = Buffer.alloc(length);
  let done = 0;
  while (done < length) {
    const { bytesRead } = await file.read(bytes, done, length - done, from + done);
    if (bytesRead === 0) throw new SafetensorsError("it is cut off");
    done += bytesRead;
  }
  return bytes;
}

function placeOf(name: string, entry: unknown, available: number) {
  if (!isObject(entry)) throw new SafetensorsError(`array ${name} has no description`);
  const { dtype, shape, data_offsets: place } = entry;
  if (typeof dtype !== "string") throw new SafetensorsError(`array ${name} has no type`);
  if (!isSizes(shape) || !isSizes(place)) throw new SafetensorsError(`array ${name} has no shape or place`);
  const values = shape.reduce((product, n) => product * n, 1);
  const [begin = 0, end = 0] = place;
  const bytes = types[dtype]?.bytes;
  if ((bytes !== undefined && end - begin !== values * bytes) || end > available || end < begin) {
    throw new SafetensorsError(`array ${name} lies outside its place`);
  }
  return { dtype, shape, begin, values };
}

/** The bits of a bfloat16 are the upper half of a float32. */
function brainFloat(bits: number): number {
  const view = new DataView(new ArrayBuffer(4));
  view.setUint32(0, bits << 16);
  return view.getFloat32(0);
}
