import { constants } from "node:fs";
import { open, type FileHandle } from "node:fs/promises";

/** A file that is open for reading. */
export interface RegularFile {
  readonly handle: FileHandle;
  /** In bytes. */
  readonly size: number;
}

/** Something other than a file is in its place: a folder, a pipe, a device. The message says so: `it is a folder`. */
export class NotRegularError extends Error {
  override readonly name = "NotRegularError";
}

/**
 * Opens a regular file for reading; the caller closes it. Never waits for a pipe or a device, or reads from one, which
 * might never end. Throws NotRegularError; system errors pass through.
 */
export async function openRegular(path: string): Promise<RegularFile> {
  const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const found = await handle.stat();
    if (!found.isFile()) throw new NotRegularError(found.isDirectory() ? "it is a folder" : "it is not a regular file");
    return { handle, size: found.size };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** Opens a regular file, passes it to `use`, and closes it. Throws as {@link openRegular} does. */
export async function withRegular<T>(path: string, use: (file: RegularFile) => Promise<T>): Promise<T> {
  const file = await openRegular(path);
  try {
    return await use(file);
  } finally {
    await file.handle.close();
  }
}

/** A file has more bytes than any of its kind. The message says how many: `it has 734,003,200 bytes, ...`. */
export class TooLongError extends Error {
  override readonly name = "TooLongError";
}

/** All bytes of a regular file, of `most` at most: else throws TooLongError. Throws as {@link openRegular} does. */
export async function readRegular(path: string, most = Infinity): Promise<Buffer> {
  return withRegular(path, async ({ handle, size }) => {
    if (size <= most) return handle.readFile();
    throw new TooLongError(`it has ${size.toLocaleString("en")} bytes, more than any such file`);
  });
}
