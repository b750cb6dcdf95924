import { readdir } from "node:fs/promises";
import { exitCodes, InfoplaneError, reasonOf } from "@infoplane/contracts";
import { faultCode, NotRegularError, readRegular } from "@infoplane/files";
import { fileUnreadable } from "../messages.ts";

/** The text of a file; undefined when it is not there. Throws InfoplaneError (`core/store-file-unreadable`). */
export async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return (await readRegular(file)).toString("utf8");
  } catch (error) {
    if (faultCode(error) === "ENOENT") return undefined;
    throw unreadable(file, error);
  }
}

/** What can't be read, as an InfoplaneError that names it (`core/store-file-unreadable`); any other error as it is. */
export function unreadable(file: string, error: unknown): unknown {
  if (faultCode(error) === undefined && !(error instanceof NotRegularError)) return error;
  return new InfoplaneError(fileUnreadable(file, reasonOf(error)), exitCodes.wrongEnvironment, { cause: error });
}

/** What lies in a folder; nothing where there is none. Throws InfoplaneError (`core/store-file-unreadable`). */
export async function namesIn(directory: string): Promise<string[]> {
  return readdir(directory).catch((error: unknown) => {
    if (faultCode(error) === "ENOENT") return [];
    throw unreadable(directory, error);
  });
}
