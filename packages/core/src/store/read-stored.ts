import { constants } from "node:fs";
import { open, readdir, type FileHandle } from "node:fs/promises";
import { exitCodes, InfoplaneError, reasonOf } from "@infoplane/contracts";
import { fileUnreadable } from "../messages.ts";
import { errorCode } from "./storing.ts";

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

/** The text of a file; undefined when it is not there. Throws InfoplaneError (`core/store-file-unreadable`). */
export async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return (await readStored(file)).toString("utf8");
  } catch (error) {
    if (errorCode(error) === "ENOENT") return undefined;
    throw unreadable(file, error);
  }
}

/** What can't be read, as an InfoplaneError that names it (`core/store-file-unreadable`); any other error as it is. */
export function unreadable(file: string, error: unknown): unknown {
  if (errorCode(error) === undefined && !(error instanceof NoRegularFile)) return error;
  return new InfoplaneError(fileUnreadable(file, reasonOf(error)), exitCodes.wrongEnvironment, { cause: error });
}

/** What lies in a folder; nothing where there is none. Throws InfoplaneError (`core/store-file-unreadable`). */
export async function namesIn(directory: string): Promise<string[]> {
  return readdir(directory).catch((error: unknown) => {
    if (errorCode(error) === "ENOENT") return [];
    throw unreadable(directory, error);
  });
}
