import { dirname } from "node:path";
import { promisify } from "node:util";
import { constants, gunzip } from "node:zlib";
import { remedyFor } from "../files/find-files.ts";
import { mostBytes } from "../files/most-bytes.ts";
import { readDataFile } from "../files/data-file.ts";
import { damaged, messages } from "../messages.ts";

const unzip = promisify(gunzip);
const unsignedByte = 0x08;

/**
 * Values of an IDX file of unsigned bytes, raw or gzipped (by content, not by name). Layout: two zero bytes, the type,
 * the number of axes, each axis as big-endian uint32, the values. `shape` is what the header must say; undefined where
 * any length is accepted. Never unpacks more than the header says, nor more than 2 GiB. Throws DataDamagedError with
 * what was expected and found.
 */
export async function readIdx(path: string, shape: readonly (number | undefined)[]): Promise<Uint8Array> {
  const remedy = remedyFor(dirname(path));
  const wrong = (what: string, expected: string, found: string) =>
    damaged(messages.wrongHeader(path, what, expected, found, remedy));
  const start = 4 + 4 * shape.length;
  const bytes = await readDataFile(path, mostBytes);
  const zipped = bytes[0] === 0x1f && bytes[1] === 0x8b;

  const head = zipped ? await inflate(bytes.subarray(0, headBytes), headMost, path, constants.Z_SYNC_FLUSH) : bytes;
  if (head.length < start) {
    const stated = shape.reduce<number>((product, n) => product * (n ?? 0), 1);
    throw damaged(messages.wrongSize(path, start + stated, head.length, remedy));
  }
  const magic = head.readUInt32BE(0);
  const expectedMagic = (unsignedByte << 8) | shape.length;
  if (magic !== expectedMagic) throw wrong("the magic number", hex(expectedMagic), hex(magic));
  const values = shape.reduce<number>((product, expected, axis) => {
    const found = head.readUInt32BE(4 + 4 * axis);
    if (expected !== undefined && found !== expected) throw wrong(`axis ${axis + 1}`, String(expected), String(found));
    return product * found;
  }, 1);
  if (values > mostBytes) throw damaged(messages.tooLarge(path, values, mostBytes));
  const all = zipped ? await inflate(bytes, start + values + 1, path) : bytes;
  if (all.length !== start + values) throw damaged(messages.wrongSize(path, start + values, all.length, remedy));
  return new Uint8Array(all.buffer, all.byteOffset + start, values);
}

/** Bytes of a gzipped file that are certain to contain the header, and the most that they can unpack to. */
const headBytes = 4096;
const headMost = 2 ** 23;

async function inflate(bytes: Buffer, most: number, path: string, finishFlush = constants.Z_FINISH): Promise<Buffer> {
  try {
    return await unzip(bytes, { maxOutputLength: most, finishFlush });
  } catch (error) {
    const tooLong = (error as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE";
    const reason = tooLong
      ? "it holds more than its header says"
      : error instanceof Error
        ? error.message
        : String(error);
    throw damaged(messages.notGzip(path, reason, remedyFor(dirname(path))), { cause: error });
  }
}

const hex = (value: number): string => `0x${value.toString(16).padStart(8, "0")}`;
