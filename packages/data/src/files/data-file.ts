import { isSystemFault, NotRegularError, systemReason, withRegular, type RegularFile } from "@infoplane/files";
import { damaged, messages } from "../messages.ts";

/**
 * Opens a file of a data set and passes it to `use`. Throws DataDamagedError, naming the file, if it is not a regular
 * file or can't be read.
 */
export async function withDataFile<T>(path: string, use: (file: RegularFile) => Promise<T>): Promise<T> {
  try {
    return await withRegular(path, use);
  } catch (error) {
    if (!isSystemFault(error) && !(error instanceof NotRegularError)) throw error;
    throw damaged(messages.unreadable(path, systemReason(error)), { cause: error });
  }
}

/** The bytes of a file of a data set, at most `most`. Throws DataDamagedError. */
export async function readDataFile(path: string, most: number): Promise<Buffer> {
  return withDataFile(path, ({ handle, size }) => {
    if (size > most) throw damaged(messages.tooLarge(path, size, most));
    return handle.readFile();
  });
}

/** The first bytes of a file of a data set, at most `most`. Throws DataDamagedError. */
export async function headOf(path: string, most = 4096): Promise<Buffer> {
  return withDataFile(path, async ({ handle }) => {
    const bytes = Buffer.alloc(most);
    const { bytesRead } = await handle.read(bytes, 0, most, 0);
    return bytes.subarray(0, bytesRead);
  });
}
