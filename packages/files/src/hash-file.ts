import { createHash } from "node:crypto";
import { pipeline } from "node:stream/promises";
import { openRegular } from "./open-regular.ts";

/** Hashes that {@link hashFile} and downloads know. */
export type HashAlgorithm = "md5" | "sha256";

/** Hash of a regular file's content in lower-case hex, read in chunks. Throws as `openRegular` does. */
export async function hashFile(path: string, algorithm: HashAlgorithm): Promise<string> {
  const hash = createHash(algorithm);
  const { handle } = await openRegular(path);
  // The stream closes the handle.
  await pipeline(handle.createReadStream({ highWaterMark: 1 << 20 }), hash);
  return hash.digest("hex");
}
