import { exitCodes, InfoplaneError } from "@infoplane/contracts";
import { notWritable } from "../messages.ts";

const full = new Set(["ENOSPC", "EDQUOT"]);
const blocked = new Set(["EEXIST", "ENOTDIR"]);

/** Runs a write; what the file system refuses becomes an InfoplaneError that names the path. */
export async function storing<T>(path: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    const code = errorCode(error);
    if (code === undefined) throw error;
    const reason = blocked.has(code) ? "a file is where a directory should be" : (error as Error).message.split(",")[0];
    throw new InfoplaneError(notWritable(path, reason ?? code, full.has(code)), exitCodes.wrongEnvironment, {
      cause: error,
    });
  }
}

/** `ENOENT` and the like; undefined for what does not come from the system. */
export function errorCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !("code" in error) || !("syscall" in error)) return undefined;
  return typeof error.code === "string" ? error.code : undefined;
}
