import { randomBytes } from "node:crypto";
import { open, readdir, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { storing } from "./storing.ts";

/** Ending of files that are being written; what a killed process leaves of them means nothing. */
export const temporaryEnding = ".tmp";
/** Of this process among all that write to one place: two containers may well have the same process numbers. */
export const ownPart = `${process.pid}-${randomBytes(4).toString("hex")}`;

/** A name beside a file or directory for what is not yet, or no longer, in its place. */
export const temporaryPathOf = (path: string): string =>
  join(dirname(path), `.${basename(path)}.${ownPart}${temporaryEnding}`);

/**
 * Replaces a file as a whole: a reader, or a process after a crash, sees the old content or the new, never a part.
 * On return the content is on the disk. Throws InfoplaneError (`core/store-not-writable`).
 */
export async function writeAtomic(file: string, content: string | Uint8Array): Promise<void> {
  const temporary = temporaryPathOf(file);
  await storing(file, async () => {
    try {
      const handle = await open(temporary, "w");
      try {
        await handle.writeFile(content);
        await handle.sync();
      } finally {
        await handle.close();
      }
      await rename(temporary, file);
    } catch (error) {
      await rm(temporary, { force: true }).catch(() => undefined);
      throw error;
    }
    await syncDirectory(dirname(file));
  });
}

/** Clears away what killed processes left half-written or half-removed. Only for the one writer of that directory. */
export async function clearTemporary(directory: string): Promise<void> {
  await storing(directory, async () => {
    const left = (await readdir(directory)).filter((name) => name.startsWith(".") && name.endsWith(temporaryEnding));
    await Promise.all(left.map((name) => rm(join(directory, name), { recursive: true, force: true })));
  });
}

/** Makes names in a directory durable. Windows has no such call: there it does nothing. */
export async function syncDirectory(directory: string): Promise<void> {
  if (process.platform === "win32") return;
  const handle = await open(directory, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
