import { open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { temporaryPathOf } from "./temporary-files.ts";
import { withStorageErrors } from "./with-storage-errors.ts";

/**
 * Replaces a file as a whole: a reader, or a process after a crash, sees the old content or the new, never a mixture.
 * On return the content is on disk. Throws InfoplaneError (`files/not-writable`).
 */
export async function writeAtomic(file: string, content: string | Uint8Array): Promise<void> {
  const temporary = temporaryPathOf(file);
  await withStorageErrors(file, async () => {
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

/** Makes the names in a directory durable. Does nothing on Windows, which has no such call. */
export async function syncDirectory(directory: string): Promise<void> {
  if (process.platform === "win32") return;
  const handle = await open(directory, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
