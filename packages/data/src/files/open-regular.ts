import { open, stat, type FileHandle } from "node:fs/promises";
import { damaged, messages } from "../messages.ts";
import { isSystemFault, systemReason } from "./system-fault.ts";

export interface RegularFile {
  readonly handle: FileHandle;
  /** Bytes. */
  readonly size: number;
}

/**
 * Opens a regular file, and gives it to `use`; it is closed after that. A pipe or a device is never opened: reading it
 * may wait for ever, or give bytes for ever. Errors of the system become DataDamaged that names the file.
 */
export async function withRegular<T>(path: string, use: (file: RegularFile) => Promise<T>): Promise<T> {
  try {
    const found = await stat(path);
    if (!found.isFile()) {
      throw damaged(messages.unreadable(path, found.isDirectory() ? "it is a folder" : "it is no regular file"));
    }
    const handle = await open(path);
    try {
      return await use({ handle, size: found.size });
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (!isSystemFault(error)) throw error;
    throw damaged(messages.unreadable(path, systemReason(error)), { cause: error });
  }
}

/** The bytes of a regular file, `most` of them at most. Throws DataDamaged. */
export async function readRegular(path: string, most: number): Promise<Buffer> {
  return withRegular(path, ({ handle, size }) => {
    if (size > most) throw damaged(messages.tooLarge(path, size, most));
    return handle.readFile();
  });
}

/** The first bytes of a regular file, `most` of them at most. Throws DataDamaged. */
export async function headOf(path: string, most = 4096): Promise<Buffer> {
  return withRegular(path, async ({ handle }) => {
    const bytes = Buffer.alloc(most);
    const { bytesRead } = await handle.read(bytes, 0, most, 0);
    return bytes.subarray(0, bytesRead);
  });
}
