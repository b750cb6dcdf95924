import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { basename, dirname, join } from "node:path";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import yauzl from "yauzl";
import { makeCacheDirectory } from "@infoplane/files";
import type { InstalledFile } from "./install.ts";
import type { StepContext } from "./progress.ts";

/** Where an entry of a wheel goes, relative to the target folder; undefined for unwanted ones. */
export type Pick = (name: string) => string | undefined;

/**
 * Streams the wanted files out of a wheel (a zip file) and returns their sizes and hashes. yauzl refuses names that
 * would leave the folder, and checks every entry's length; a damaged stream throws.
 */
export async function unpackWheel(
  wheel: string,
  into: string,
  pick: Pick,
  context: StepContext,
): Promise<InstalledFile[]> {
  const zip = await yauzl.openPromise(wheel, { autoClose: false });
  try {
    const wanted: { entry: yauzl.Entry; path: string }[] = [];
    for await (const entry of zip.eachEntry()) {
      const path = entry.fileName.endsWith("/") ? undefined : pick(entry.fileName);
      if (path !== undefined) wanted.push({ entry, path });
    }
    const total = wanted.reduce((sum, { entry }) => sum + entry.uncompressedSize, 0);
    const message = `unpacking ${basename(wheel)}`;
    let done = 0;
    const files: InstalledFile[] = [];
    for (const { entry, path } of wanted) {
      const target = join(into, path);
      await makeCacheDirectory(dirname(target));
      const hash = createHash("sha256");
      let bytes = 0;
      const tap = new Transform({
        transform(chunk: Buffer, _encoding, next) {
          hash.update(chunk);
          bytes += chunk.length;
          done += chunk.length;
          context.report({ phase: "unpack", done, total, message });
          next(null, chunk);
        },
      });
      const { signal } = context;
      await pipeline(await zip.openReadStreamPromise(entry), tap, createWriteStream(target), { signal });
      files.push({ path, bytes, sha256: hash.digest("hex") });
    }
    return files;
  } finally {
    zip.close();
  }
}
