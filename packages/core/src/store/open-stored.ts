import { constants } from "node:fs";
import { open, type FileHandle } from "node:fs/promises";

/** What is in the place of a file and is none. */
export class NoRegularFile extends Error {}

/**
 * Opens a file of a run for reading. A pipe in its place is not waited for: throws NoRegularFile of it, of folders and of
 * devices. Errors of the system pass through. The caller closes it.
 */
export async function openStored(file: string): Promise<FileHandle> {
  const handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK);
  const found = await handle.stat();
  if (found.isFile()) return handle;
  await handle.close();
  throw new NoRegularFile(found.isDirectory() ? "it is a folder" : "it is no regular file");
}

/** The bytes of a file of a run. Throws as {@link openStored} does. */
export async function readStored(file: string): Promise<Buffer> {
  const handle = await openStored(file);
  try {
    return await handle.readFile();
  } finally {
    await handle.close();
  }
}
