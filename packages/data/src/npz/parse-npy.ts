import { endianness } from "node:os";
import { mostBytes } from "../files/most-bytes.ts";
import { damaged, messages } from "../messages.ts";
import { npyHeader, type NpyHeader } from "./npy-header.ts";

/** An array of numbers as NumPy saves it, in C order. */
export interface NpyArray {
  readonly shape: readonly number[];
  /** NumPy's name of the type, such as uint8, float32, int64, bool. */
  readonly dtype: string;
  /** Number of values. */
  readonly size: number;
  /** The value at an index in C order; integers beyond 2^53 lose their last digits. */
  at(index: number): number;
  /** The bytes of the values, in C order. */
  readonly bytes: Uint8Array;
  /** The values as float32; no copy if they already are. */
  toFloat32(): Float32Array;
}

/**
 * Reads the NPY format: booleans, integers of 1 to 8 bytes and floats of 2, 4 and 8, any byte order, any axis order.
 * `from` is the name for messages. Throws DataDamagedError for anything else, and if the number of bytes does not match
 * the header.
 */
export function parseNpy(bytes: Uint8Array, from: string): NpyArray {
  const header = npyHeader(bytes, from);
  refuseUnread(header, from, bytes.length);
  return arrayOf(header, bytes);
}

/** Throws DataDamagedError if an array is not numeric, is too large, or its file has the wrong length. */
export function refuseUnread(header: NpyHeader, from: string, fileBytes: number): void {
  const { dtype, read, hint, size, step, length } = header;
  if (!read) throw damaged(messages.wrongArray(from, "its type", "numbers of at most 8 bytes", dtype, hint));
  if (size * step > mostBytes) throw damaged(messages.tooLarge(from, size * step, mostBytes));
  if (fileBytes === length) return;
  const expected = `${length} bytes by its header`;
  const again = "save it again with numpy.save";
  throw damaged(messages.wrongArray(from, "its length", expected, String(fileBytes), again));
}

/** The array of a whole file whose header was read and checked. */
export function arrayOf(header: NpyHeader, file: Uint8Array): NpyArray {
  const { shape, dtype, size, start, step, isLittleEndian, isFortran, read } = header;
  const stored = file.subarray(start);
  const bytes = isFortran && shape.filter((n) => n > 1).length > 1 ? turned(stored, shape, step) : stored;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const at = (index: number): number => read?.(view, index * step, isLittleEndian) ?? NaN;
  const isAsItIs = dtype === "float32" && isLittleEndian && endianness() === "LE" && bytes.byteOffset % 4 === 0;
  const toFloat32 = (): Float32Array =>
    isAsItIs
      ? new Float32Array(bytes.buffer, bytes.byteOffset, size)
      : Float32Array.from({ length: size }, (_, index) => at(index));
  return { shape, dtype, size, bytes, at, toFloat32 };
}

/** Converts values from Fortran order, first axis contiguous, to C order, last axis contiguous. New bytes. */
function turned(from: Uint8Array, shape: readonly number[], step: number): Uint8Array {
  const into = new Uint8Array(from.length);
  const strides: number[] = [];
  shape.reduce((stride, n, axis) => ((strides[axis] = stride), stride * n), step);
  const place = shape.map(() => 0);
  let at = 0;
  for (let to = 0; to < into.length; to += step) {
    for (let byte = 0; byte < step; byte++) into[to + byte] = from[at + byte] ?? 0;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const [stride = 0, n = 1, index = 0] = [strides[axis], shape[axis], place[axis]];
      if (index + 1 < n) {
        place[axis] = index + 1;
        at += stride;
        break;
      }
      place[axis] = 0;
      at -= stride * index;
    }
  }
  return into;
}
