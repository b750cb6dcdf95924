import { mostBytes } from "../files/most-bytes.ts";
import { damaged, messages } from "../messages.ts";

/** An array of numbers as NumPy saves it, values where they lie in the file. */
export interface NpyArray {
  readonly shape: readonly number[];
  /** NumPy's name of the type, as uint8, float32, int64. */
  readonly dtype: string;
  /** Number of values. */
  readonly size: number;
  /** The value at a place in C order; integers beyond 2^53 lose their last digits. */
  at(index: number): number;
  /** The bytes of the values. */
  readonly bytes: Uint8Array;
}

const magic = [0x93, ...Buffer.from("NUMPY")];
const mostHeaderBytes = 65_536;
const mostAxes = 8;
const kinds: Readonly<Record<string, string>> = { u: "uint", i: "int", f: "float" };

/**
 * Reads the NPY format, versions 1 to 3 (NumPy enhancement proposal 1): integers of 1 to 8 bytes and floats of 4 and 8,
 * either order of bytes, C order of axes. `from` is what messages name. Throws DataDamaged for anything else, and when
 * the number of bytes is not what the header says.
 */
export function parseNpy(bytes: Uint8Array, from: string): NpyArray {
  const refuse = (what: string, expected: string, found: string, hint = "save it again with numpy.save") =>
    damaged(messages.wrongArray(from, what, expected, found, hint));
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 12 || magic.some((byte, at) => bytes[at] !== byte)) {
    throw refuse("its beginning", "\\x93NUMPY", JSON.stringify(Buffer.from(bytes.subarray(0, 6)).toString("latin1")));
  }
  const wide = (bytes[6] ?? 0) > 1;
  const length = wide ? view.getUint32(8, true) : view.getUint16(8, true);
  const start = (wide ? 12 : 10) + length;
  if (length > mostHeaderBytes || start > bytes.length) {
    throw refuse("its header", `at most ${Math.min(mostHeaderBytes, bytes.length)} bytes long`, String(length));
  }
  const header = Buffer.from(bytes.subarray(start - length, start)).toString("latin1");
  const [, order = "", kind = "", width = ""] = /'descr':\s*'([<>|=])([a-z])(\d+)'/.exec(header) ?? [];
  const step = Number(width);
  const read = readers[`${kind}${width}`];
  if (!read) throw refuse("its type", "an integer or a float of at most 8 bytes", header.slice(0, 80).trim());
  if (!/'fortran_order':\s*False/.test(header)) {
    throw refuse("the order of its axes", "C order", "Fortran order", "save numpy.ascontiguousarray(x)");
  }
  const shape = shapeOf(header);
  const size = shape?.reduce((product, n) => product * n, 1);
  if (!shape || size === undefined || !Number.isSafeInteger(size)) {
    throw refuse("its shape", `up to ${mostAxes} axes`, header.slice(0, 120).trim());
  }
  if (size * step > mostBytes) throw damaged(messages.tooLarge(from, size * step, mostBytes));
  if (bytes.length !== start + size * step) {
    throw refuse("its length", `${start + size * step} bytes by its header`, String(bytes.length));
  }
  const little = order !== ">";
  return {
    shape,
    dtype: `${kinds[kind] ?? kind}${8 * step}`,
    size,
    at: (index) => read(view, start + index * step, little),
    bytes: bytes.subarray(start),
  };
}

function shapeOf(header: string): number[] | undefined {
  const found = /'shape':\s*\(([\d,\sL]*)\)/.exec(header);
  const axes = found?.[1]
    ?.split(",")
    .map((axis) => axis.trim())
    .filter((axis) => axis !== "");
  return axes && axes.length <= mostAxes ? axes.map((axis) => Number.parseInt(axis, 10)) : undefined;
}

const readers: Readonly<Record<string, (view: DataView, at: number, little: boolean) => number>> = {
  u1: (view, at) => view.getUint8(at),
  i1: (view, at) => view.getInt8(at),
  u2: (view, at, little) => view.getUint16(at, little),
  i2: (view, at, little) => view.getInt16(at, little),
  u4: (view, at, little) => view.getUint32(at, little),
  i4: (view, at, little) => view.getInt32(at, little),
  u8: (view, at, little) => Number(view.getBigUint64(at, little)),
  i8: (view, at, little) => Number(view.getBigInt64(at, little)),
  f4: (view, at, little) => view.getFloat32(at, little),
  f8: (view, at, little) => view.getFloat64(at, little),
};
