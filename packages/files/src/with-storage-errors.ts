import { exitCodes, InfoplaneError } from "@infoplane/contracts";
import { notWritable } from "./messages.ts";
import { isSystemFault } from "./system-fault.ts";

const full = new Set(["ENOSPC", "EDQUOT"]);
const blocked = new Set(["EEXIST", "ENOTDIR"]);

/**
 * Runs a write to `path`. A file system error (a full disk, no permission, a read-only disk) becomes an InfoplaneError
 * that names the path and says what to do (`files/not-writable`, exit code 3, with the error as its cause); any other
 * error passes through.
 */
export async function withStorageErrors<T>(path: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (!isSystemFault(error)) throw error;
    const { code, message } = error;
    const reason = blocked.has(code) ? "a file is where a directory should be" : (message.split(",")[0] ?? code);
    throw new InfoplaneError(notWritable(path, reason, full.has(code)), exitCodes.wrongEnvironment, { cause: error });
  }
}
