import { createReadStream, createWriteStream } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { extract } from "tar-stream";
import { damaged, messages } from "../messages.ts";

/**
 * Unpacks the wanted entries of a .tar.gz into a directory. Entries are chosen by their full name in the archive and
 * written under a name given by the caller, so no name from the archive ever reaches the file system. Throws
 * DataDamagedError if one is missing or the archive can't be read.
 */
export async function extractTar(archive: string, wanted: ReadonlyMap<string, string>, into: string): Promise<void> {
  const missing = new Set(wanted.keys());
  const tar = extract();
  const reading = pipeline(createReadStream(archive), createGunzip(), tar);
  // Awaited below; without this handler a broken archive would end the process before that.
  reading.catch(() => undefined);
  try {
    for await (const entry of tar) {
      const file = entry.header.type === "file" ? wanted.get(entry.header.name) : undefined;
      if (file === undefined) {
        entry.resume();
        continue;
      }
      await pipeline(entry, createWriteStream(join(into, file)));
      missing.delete(entry.header.name);
    }
    await reading;
  } catch (error) {
    if (isSystemError(error)) throw error;
    throw damaged(messages.notGzip(archive, String(error), "delete it and run again"), { cause: error });
  }
  const [first] = missing;
  if (first !== undefined) throw damaged(messages.wrongArchive(archive, first));
}

const isSystemError = (error: unknown): boolean => error instanceof Error && "syscall" in error;
