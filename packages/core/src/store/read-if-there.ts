import { exitCodes, InfoplaneError } from "@infoplane/contracts";
import { fileUnreadable, reasonOf } from "../messages.ts";
import { NoRegularFile, readStored } from "./open-stored.ts";
import { errorCode } from "./storing.ts";

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
