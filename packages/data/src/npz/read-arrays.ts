import { open } from "node:fs/promises";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import type { Entry, ZipFile } from "yauzl";
import { mostBytes } from "../files/most-bytes.ts";
import type { Located } from "../local/locate.ts";
import { damaged, messages } from "../messages.ts";
import { parseNpy, type NpyArray } from "./parse-npy.ts";

/** A header beside the values. */
const mostFileBytes = mostBytes + 2 ** 17;
const mostEntries = 10_000;

/**
 * The named arrays, in order: `<name>.npy` of a directory, or of a zip file as numpy.savez writes it. Nothing else is
 * unpacked, nothing larger than 2 GiB, and checksums are held. Throws DataDamaged.
 */
export async function readArrays({ path, kind }: Located, names: readonly string[]): Promise<NpyArray[]> {
  const read = kind === "directory" ? readDirectory(path, names) : readZip(path, names);
  const files = await read.catch((error: unknown) => {
    if (error instanceof Error && error.name === "DataDamaged") throw error;
    throw damaged(messages.unreadable(path, error instanceof Error ? error.message : String(error)), { cause: error });
  });
  return names.map((name) => {
    const bytes = files.get(name);
    if (!bytes) throw damaged(messages.noArray(path, name));
    return parseNpy(bytes, `${path}, ${name}`);
  });
}

async function readDirectory(path: string, names: readonly string[]): Promise<Map<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>();
  for (const name of names) {
    const file = await open(join(path, `${name}.npy`)).catch(() => undefined);
    if (!file) continue;
    try {
      const { size } = await file.stat();
      if (size > mostFileBytes) throw damaged(messages.tooLarge(join(path, `${name}.npy`), size, mostBytes));
      files.set(name, await file.readFile());
    } finally {
      await file.close();
    }
  }
  return files;
}

async function readZip(path: string, names: readonly string[]): Promise<Map<string, Uint8Array>> {
  const { default: yauzl } = await import("yauzl");
  const zip = await yauzl.openPromise(path, { autoClose: false });
  try {
    if (zip.entryCount > mostEntries) throw new Error(`it lists ${zip.entryCount} files`);
    const files = new Map<string, Uint8Array>();
    for await (const entry of zip.eachEntry()) {
      const name = entry.fileName.replace(/\.npy$/, "");
      if (names.includes(name) && !files.has(name)) files.set(name, await unpack(zip, entry, path));
    }
    return files;
  } finally {
    zip.close();
  }
}

/** yauzl ends the stream with an error when it gives more or less than the entry's size. */
async function unpack(zip: ZipFile, entry: Entry, path: string): Promise<Uint8Array> {
  const { uncompressedSize, fileName } = entry;
  if (uncompressedSize > mostFileBytes) {
    throw damaged(messages.tooLarge(`${path}, ${fileName}`, uncompressedSize, mostBytes));
  }
  const chunks: Buffer[] = [];
  for await (const chunk of await zip.openReadStreamPromise(entry)) chunks.push(chunk as Buffer);
  const bytes = Buffer.concat(chunks);
  if (crc32(bytes) !== entry.crc32) throw new Error(`${fileName} has a wrong checksum`);
  return bytes;
}
