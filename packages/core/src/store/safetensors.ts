import { createHash } from "node:crypto";
import { endianness } from "node:os";
import type { Arrays, DenseArray } from "@infoplane/contracts";
import { isObject } from "../is-object.ts";

/**
 * The safetensors format: 8 bytes of header length (little-endian), a JSON header, the raw little-endian arrays one
 * after the other. Source: https://huggingface.co/docs/safetensors/index#format (read by PyTorch, JAX, TensorFlow,
 * candle). We add `__metadata__.sha256`, over the header (with that field as zeros) and the arrays.
 */
export interface Safetensors {
  readonly arrays: Arrays;
  readonly metadata: Readonly<Record<string, string>>;
}

/** Why bytes are not a sound safetensors file. */
export class SafetensorsError extends Error {
  override readonly name = "SafetensorsError";
}

const metadataKey = "__metadata__";
const digestKey = "sha256";
const noDigest = "0".repeat(64);
const lengthBytes = 8;
const alignment = 8;
const largestHeader = 100_000_000;
const dtypeNames = { float32: "F32", int32: "I32" } as const;

/** Sorts arrays by name: equal content, equal bytes. Copies; throws RangeError for a reserved name or a wrong shape. */
export function encodeSafetensors({ arrays, metadata }: Safetensors): Uint8Array {
  const sorted = [...arrays].sort(([a], [b]) => (a < b ? -1 : 1));
  let offset = 0;
  const entries = sorted.map(([name, array]) => {
    checkArray(name, array);
    const begin = offset;
    offset += array.data.byteLength;
    return [name, { dtype: dtypeNames[array.dtype], shape: array.shape, data_offsets: [begin, offset] }] as const;
  });
  const meta = Object.fromEntries(
    [...Object.entries(metadata), [digestKey, noDigest] as const].sort(([a], [b]) => (a < b ? -1 : 1)),
  );
  const header = alignedHeader(JSON.stringify(Object.fromEntries([[metadataKey, meta], ...entries])));
  const bytes = Buffer.alloc(lengthBytes + header.length + offset);
  bytes.writeBigUInt64LE(BigInt(header.length));
  header.copy(bytes, lengthBytes);
  let at = lengthBytes + header.length;
  for (const [, { data }] of sorted) {
    littleEndian(Buffer.from(data.buffer, data.byteOffset, data.byteLength)).copy(bytes, at);
    at += data.byteLength;
  }
  const position = digestPosition(bytes, noDigest, header.length);
  bytes.write(digestAround(bytes, position), position, "latin1");
  return bytes;
}

/** Reads and checks; the arrays are new. Throws SafetensorsError with the reason, whatever the bytes are. */
export function decodeSafetensors(content: Uint8Array): Safetensors {
  const bytes = Buffer.from(content.buffer, content.byteOffset, content.byteLength);
  const headerLength = readHeaderLength(bytes);
  const start = lengthBytes + headerLength;
  const { [metadataKey]: rawMetadata, ...entries } = readHeader(bytes.subarray(lengthBytes, start));
  const metadata = readMetadata(rawMetadata);
  checkDigest(bytes, headerLength, metadata[digestKey]);
  const arrays = new Map<string, DenseArray>();
  let covered = 0;
  const extents = Object.entries(entries).map(([name, entry]) => ({ name, ...readEntry(name, entry) }));
  for (const { name, begin, end, dtype, shape } of extents.sort((a, b) => a.begin - b.begin || a.end - b.end)) {
    if (begin !== covered || end > bytes.length - start) throw damaged(`array ${name} lies outside its place`);
    covered = end;
    const from = bytes.byteOffset + start;
    const buffer = bytes.buffer.slice(from + begin, from + end);
    if (endianness() === "BE") Buffer.from(buffer).swap32();
    arrays.set(name, { dtype, shape, data: dtype === "int32" ? new Int32Array(buffer) : new Float32Array(buffer) });
  }
  if (covered !== bytes.length - start) throw damaged(`${bytes.length - start - covered} bytes too many`);
  const own = Object.entries(metadata).filter(([key]) => key !== digestKey);
  return { arrays, metadata: Object.fromEntries(own) };
}

function checkArray(name: string, { shape, data, dtype }: DenseArray): void {
  if (name === metadataKey) throw new RangeError(`${name} can't be the name of an array`);
  const size = shape.reduce((product, n) => product * n, 1);
  if (size !== data.length) throw new RangeError(`${name} has ${data.length} values, not ${shape.join("x")}`);
  const fits = dtype === "int32" ? data instanceof Int32Array : data instanceof Float32Array;
  if (!fits) throw new RangeError(`${name} is declared ${dtype} and holds something else`);
}

function alignedHeader(json: string): Buffer {
  const length = Buffer.byteLength(json);
  return Buffer.from(json + " ".repeat((alignment - (length % alignment)) % alignment));
}

function littleEndian(bytes: Buffer): Buffer {
  return endianness() === "LE" ? bytes : Buffer.from(bytes).swap32();
}

/** SHA-256 of the file with its digest replaced by zeros. */
function digestAround(bytes: Buffer, position: number): string {
  const hash = createHash("sha256").update(bytes.subarray(0, position)).update(noDigest, "latin1");
  return hash.update(bytes.subarray(position + noDigest.length)).digest("hex");
}

/** Quotes inside names and values are escaped, so only the key itself reads like this. */
function digestPosition(bytes: Buffer, digest: string, headerLength: number): number {
  const field = `${JSON.stringify(digestKey)}:"`;
  const at = bytes.subarray(0, lengthBytes + headerLength).indexOf(`${field}${digest}"`);
  if (at < 0) throw damaged("the digest is not where it belongs");
  return at + field.length;
}

function checkDigest(bytes: Buffer, headerLength: number, digest: string | undefined): void {
  if (digest?.length !== noDigest.length) throw damaged("it has no digest");
  if (digestAround(bytes, digestPosition(bytes, digest, headerLength)) !== digest) {
    throw damaged("the content does not match its digest");
  }
}

function readHeaderLength(bytes: Buffer): number {
  if (bytes.length < lengthBytes) throw damaged(`${bytes.length} bytes are too few`);
  const length = bytes.readBigUInt64LE();
  if (length > largestHeader || length > bytes.length - lengthBytes) throw damaged("the header is cut off");
  return Number(length);
}

export function readHeader(bytes: Uint8Array): Record<string, unknown> {
  try {
    const header: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
    if (isObject(header)) return header;
  } catch {
    // Not text or not JSON: reported below.
  }
  throw damaged("the header is not a JSON object");
}

function readMetadata(value: unknown): Record<string, string> {
  const entries = isObject(value) ? Object.entries(value) : [];
  for (const [key, item] of entries) if (typeof item !== "string") throw damaged(`metadata ${key} is not text`);
  return Object.fromEntries(entries) as Record<string, string>;
}

function readEntry(
  name: string,
  entry: unknown,
): { dtype: DenseArray["dtype"]; shape: number[]; begin: number; end: number } {
  if (!isObject(entry)) throw damaged(`array ${name} has no description`);
  const { dtype, shape, data_offsets: offsets } = entry;
  if (dtype !== "F32" && dtype !== "I32") throw damaged(`array ${name} is neither F32 nor I32`);
  if (!isSizes(shape) || !isSizes(offsets)) throw damaged(`array ${name} has no shape or place`);
  const [begin = 0, end = -1] = offsets;
  const size = shape.reduce((product, n) => product * n, 4);
  if (offsets.length !== 2 || end - begin !== size)
    throw damaged(`array ${name} has ${end - begin} bytes, not ${size}`);
  return { dtype: dtype === "F32" ? "float32" : "int32", shape, begin, end };
}

/** Whether it is a list of sizes or offsets: non-negative integers. */
export function isSizes(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((n) => Number.isSafeInteger(n) && n >= 0);
}

function damaged(reason: string): SafetensorsError {
  return new SafetensorsError(reason);
}
