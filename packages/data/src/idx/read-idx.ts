import { readFile } from "node:fs/promises";
import { dirname } from "node:path";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { remedyFor } from "../files/find-files.ts";
import { damaged, messages } from "../messages.ts";

const unzip = promisify(gunzip);
const unsignedByte = 0x08;

/**
 * Values of an IDX file of unsigned bytes, raw or gzipped (by content, not by name).
 * Layout: two zero bytes, the type, the number of axes, each axis as big-endian uint32, the values.
 * `shape` is what the header must say. Throws DataDamaged with what was expected and found.
 */
export async function readIdx(path: string, shape: readonly number[]): Promise<Uint8Array> {
  const remedy = remedyFor(dirname(path));
  const bytes = await unpacked(path, remedy);
  const wrong = (what: string, expected: string, found: string) =>
    damaged(messages.wrongHeader(path, what, expected, found, remedy));

  const start = 4 + 4 * shape.length;
  const values = shape.reduce((product, n) => product * n, 1);
  if (bytes.length < start) throw damaged(messages.wrongSize(path, start + values, bytes.length, remedy));
  const magic = bytes.readUInt32BE(0);
  const expectedMagic = (unsignedByte << 8) | shape.length;
  if (magic !== expectedMagic) throw wrong("the magic number", hex(expectedMagic), hex(magic));
  shape.forEach((expected, axis) => {
    const found = bytes.readUInt32BE(4 + 4 * axis);
    if (found !== expected) throw wrong(`axis ${axis + 1}`, String(expected), String(found));
  });
  if (bytes.length !== start + values) throw damaged(messages.wrongSize(path, start + values, bytes.length, remedy));
  return bytes.subarray(start);
}

async function unpacked(path: string, remedy: string): Promise<Buffer> {
  const bytes = await readFile(path);
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    return await unzip(bytes);
  } catch (error) {
    throw damaged(messages.notGzip(path, error instanceof Error ? error.message : String(error), remedy), {
      cause: error,
    });
  }
}

const hex = (value: number): string => `0x${value.toString(16).padStart(8, "0")}`;
