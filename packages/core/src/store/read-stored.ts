import { readdir } from "node:fs/promises";
import { exitCodes, InfoplaneError, reasonOf } from "@infoplane/contracts";
import { faultCode, NotRegularError, readRegular, TooLongError } from "@infoplane/files";
import { fileDamaged, fileUnreadable } from "../messages.ts";

/** In bytes: the plan of ten thousand cells has a few million, and a text has room for twice as many as this. */
const mostBytes = 256 * 1024 * 1024;

/**
 * The text of a file; undefined if it does not exist. Throws InfoplaneError: `core/store-file-unreadable`, or
 * `core/store-file-damaged` if it is longer than any.
 */
export async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return (await readRegular(file, mostBytes)).toString("utf8");
  } catch (error) {
    if (faultCode(error) === "ENOENT") return undefined;
    if (error instanceof TooLongError) {
      throw new InfoplaneError(fileDamaged(file, error.message), exitCodes.damaged, { cause: error });
    }
    throw unreadable(file, error);
  }
}

/** Wraps a system error in an InfoplaneError (`core/store-file-unreadable`) with the path; returns others as is. */
export function unreadable(file: string, error: unknown): unknown {
  if (faultCode(error) === undefined && !(error instanceof NotRegularError)) return error;
  return new InfoplaneError(fileUnreadable(file, reasonOf(error)), exitCodes.wrongEnvironment, { cause: error });
}

/** Names in a folder; none if it does not exist. Throws InfoplaneError (`core/store-file-unreadable`). */
export async function namesIn(directory: string): Promise<string[]> {
  return readdir(directory).catch((error: unknown) => {
    if (faultCode(error) === "ENOENT") return [];
    throw unreadable(directory, error);
  });
}
