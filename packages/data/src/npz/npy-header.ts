import { halfFloat } from "@infoplane/contracts/half-float";
import { damaged, messages } from "../messages.ts";

/** What the header of an .npy file says about its array. */
export interface NpyHeader {
  readonly shape: readonly number[];
  /** NumPy's name of the type, such as uint8, float32, bool; for other types, a description. */
  readonly dtype: string;
  /** Number of values. */
  readonly size: number;
  /** Offset of the values, and required length of the whole file in bytes. */
  readonly start: number;
  readonly length: number;
  /** Bytes per value. */
  readonly step: number;
  readonly isLittleEndian: boolean;
  /** Whether the first axis is contiguous. */
  readonly isFortran: boolean;
  /** Reads a value; undefined if the values are not numbers that can be read here. */
  readonly read?: Read;
  /** For an array that can't be read: how to convert it. */
  readonly hint: string;
}

type Read = (view: DataView, at: number, isLittleEndian: boolean) => number;

/** The longest accepted header, including the bytes before it. */
export const mostHeaderBytes = 65_536 + 12;
const magic = [0x93, ...Buffer.from("NUMPY")];
const mostAxes = 32;

/**
 * Reads the header of the NPY format, versions 1 to 3 (NumPy enhancement proposal 1). `head` contains the beginning of
 * the file, at least up to the values; `from` is its name for messages. Other types than numbers are reported, not
 * refused. Throws DataDamagedError if it is no such header.
 */
export function npyHeader(head: Uint8Array, from: string): NpyHeader {
  const refuse = (what: string, expected: string, found: string, hint = "save it again with numpy.save") =>
    damaged(messages.wrongArray(from, what, expected, found, hint));
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  if (head.length < 12 || magic.some((byte, at) => head[at] !== byte)) {
    const found = JSON.stringify(Buffer.from(head.subarray(0, 6)).toString("latin1"));
    throw refuse("its beginning", "\\x93NUMPY", found);
  }
  const wide = (head[6] ?? 0) > 1;
  const length = wide ? view.getUint32(8, true) : view.getUint16(8, true);
  const start = (wide ? 12 : 10) + length;
  if (start > mostHeaderBytes || start > head.length) {
    throw refuse("its header", `at most ${Math.min(mostHeaderBytes, head.length)} bytes long`, String(length));
  }
  const text = Buffer.from(head.subarray(start - length, start)).toString("latin1");
  const type = typeOf(text);
  if (!type) throw refuse("its type", "one of NumPy", text.slice(0, 80).trim());
  const order = /'fortran_order':\s*(True|False)/.exec(text)?.[1];
  if (order === undefined) throw refuse("the order of its axes", "True or False", text.slice(0, 120).trim());
  const shape = shapeOf(text);
  const size = shape?.reduce((product, n) => product * n, 1);
  if (!shape || size === undefined || !Number.isSafeInteger(size)) {
    throw refuse("its shape", `up to ${mostAxes} axes`, text.slice(0, 120).trim());
  }
  return { shape, size, start, length: start + size * type.step, isFortran: order === "True", ...type };
}

type Type = Pick<NpyHeader, "dtype" | "step" | "isLittleEndian" | "read" | "hint">;

function typeOf(text: string): Type | undefined {
  if (/'descr':\s*\[/.test(text)) {
    const hint =
      "save each of its fields as an array of its own: np.savez('x.npz', **{k: x[k] for k in x.dtype.names})";
    return { dtype: "a table of named fields", step: 0, isLittleEndian: true, hint };
  }
  const [, order = "", kind = "", width = ""] =
    /'descr':\s*'([<>|=]?)([A-Za-z?])(\d*)(?:\[[^\]]*\])?'/.exec(text) ?? [];
  if (kind === "") return undefined;
  const isLittleEndian = order !== ">";
  const read = readers[`${kind}${width}`];
  if (read)
    return {
      dtype: `${numbers[kind] ?? kind}${kind === "b" ? "" : 8 * Number(width)}`,
      step: Number(width),
      isLittleEndian,
      read,
      hint: "",
    };
  const [dtype, hint, step] = others[kind] ?? [`of type ${kind}${width}`, "save x.astype('float32')", Number(width)];
  return { dtype, hint, step: step ?? Number(width), isLittleEndian };
}

function shapeOf(text: string): number[] | undefined {
  const found = /'shape':\s*\(([\d,\sL]*)\)/.exec(text);
  const axes = found?.[1]
    ?.split(",")
    .map((axis) => axis.trim())
    .filter((axis) => axis !== "");
  return axes && axes.length <= mostAxes ? axes.map((axis) => Number.parseInt(axis, 10)) : undefined;
}

const numbers: Readonly<Record<string, string>> = { u: "uint", i: "int", f: "float", b: "bool" };

const asFloat = "save x.astype('float32')";
/** Types that can't be read: name, what to do, bytes per value if not those of the type string. */
const others: Readonly<Record<string, readonly [dtype: string, hint: string, step?: number]>> = {
  U: ["text", "give class numbers in place of names: np.unique(y, return_inverse=True)[1]"],
  S: ["text", "give class numbers in place of names: np.unique(y, return_inverse=True)[1]"],
  T: ["text", "give class numbers in place of names: np.unique(y, return_inverse=True)[1]", 0],
  O: ["Python objects, which are pickles", "save an array of numbers: np.stack(list(x)).astype('float32')", 0],
  c: ["complex numbers", "save real and imaginary parts, or np.abs(x)"],
  M: ["dates", "save x.astype('int64')", 8],
  m: ["time spans", "save x.astype('int64')", 8],
  V: ["raw bytes, as bfloat16 of JAX is saved", asFloat],
  f: ["floats wider than float64", "save x.astype('float64')"],
};

const readers: Readonly<Record<string, Read>> = {
  b1: (view, at) => (view.getUint8(at) === 0 ? 0 : 1),
  u1: (view, at) => view.getUint8(at),
  i1: (view, at) => view.getInt8(at),
  u2: (view, at, little) => view.getUint16(at, little),
  i2: (view, at, little) => view.getInt16(at, little),
  u4: (view, at, little) => view.getUint32(at, little),
  i4: (view, at, little) => view.getInt32(at, little),
  u8: (view, at, little) => Number(view.getBigUint64(at, little)),
  i8: (view, at, little) => Number(view.getBigInt64(at, little)),
  f2: (view, at, little) => halfFloat(view.getUint16(at, little)),
  f4: (view, at, little) => view.getFloat32(at, little),
  f8: (view, at, little) => view.getFloat64(at, little),
};
