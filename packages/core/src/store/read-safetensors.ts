import type { Arrays, DenseArray } from "@infoplane/contracts";
import { isObject } from "../is-object.ts";
import { isSizes, readHeader, readHeaderLength, SafetensorsDamaged } from "./safetensors.ts";

type Read = (view: DataView, at: number) => number;

/** Bytes a value, and how it is read, by the format's name of the type. */
const types: Readonly<Record<string, { readonly bytes: number; readonly read: Read; readonly whole?: true }>> = {
  F64: { bytes: 8, read: (view, at) => view.getFloat64(at, true) },
  F32: { bytes: 4, read: (view, at) => view.getFloat32(at, true) },
  F16: { bytes: 2, read: (view, at) => half(view.getUint16(at, true)) },
  BF16: { bytes: 2, read: (view, at) => brainFloat(view.getUint16(at, true)) },
  I64: { bytes: 8, read: (view, at) => Number(view.getBigInt64(at, true)), whole: true },
  I32: { bytes: 4, read: (view, at) => view.getInt32(at, true), whole: true },
  I16: { bytes: 2, read: (view, at) => view.getInt16(at, true), whole: true },
  I8: { bytes: 1, read: (view, at) => view.getInt8(at), whole: true },
  U8: { bytes: 1, read: (view, at) => view.getUint8(at), whole: true },
};

/**
 * Arrays of a safetensors file that another program wrote: no digest is asked for, and every type is brought to float32
 * or int32. Arrays that are not numbers of these types are refused, as is what lies outside the file; those that are not
 * `wanted` are not looked at. Throws SafetensorsDamaged.
 */
export function readSafetensors(content: Uint8Array, wanted: (name: string) => boolean = () => true): Arrays {
  const { entries, values } = open(content);
  const named = entries.filter(([name]) => wanted(name));
  return new Map(named.map(([name, entry]) => [name, readArray(name, entry, values)]));
}

/** Names of all arrays of such a file, of whatever type. Throws SafetensorsDamaged. */
export function listSafetensors(content: Uint8Array): string[] {
  return open(content).entries.map(([name]) => name);
}

function open(content: Uint8Array): { readonly entries: [string, unknown][]; readonly values: Buffer } {
  const bytes = Buffer.from(content.buffer, content.byteOffset, content.byteLength);
  const start = 8 + readHeaderLength(bytes);
  const entries = Object.entries(readHeader(bytes.subarray(8, start))).filter(([name]) => name !== "__metadata__");
  return { entries, values: bytes.subarray(start) };
}

function readArray(name: string, entry: unknown, bytes: Buffer): DenseArray {
  if (!isObject(entry)) throw new SafetensorsDamaged(`array ${name} has no description`);
  const { dtype, shape, data_offsets: place } = entry;
  const type = typeof dtype === "string" ? types[dtype] : undefined;
  if (!type) throw new SafetensorsDamaged(`array ${name} is of type ${String(dtype)}, which is not read`);
  if (!isSizes(shape) || !isSizes(place)) throw new SafetensorsDamaged(`array ${name} has no shape or place`);
  const size = shape.reduce((product, n) => product * n, 1);
  const [begin = 0, end = 0] = place;
  if (end - begin !== size * type.bytes || end > bytes.length) {
    throw new SafetensorsDamaged(`array ${name} lies outside its place`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset + begin, end - begin);
  const data = type.whole ? new Int32Array(size) : new Float32Array(size);
  for (let i = 0; i < size; i++) data[i] = type.read(view, i * type.bytes);
  return { dtype: type.whole ? "int32" : "float32", shape, data };
}

/** IEEE 754 binary16: 5 bits of exponent, 10 of fraction. */
function half(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0x1f) return fraction ? NaN : sign * Infinity;
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1024 + fraction) * 2 ** (exponent - 25));
}

/** The upper half of a float32. */
function brainFloat(bits: number): number {
  const view = new DataView(new ArrayBuffer(4));
  view.setUint32(0, bits << 16);
  return view.getFloat32(0);
}
