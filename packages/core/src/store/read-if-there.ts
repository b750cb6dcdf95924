import { readFile } from "node:fs/promises";
import { exitCodes, InfoplaneError } from "@infoplane/contracts";
import { fileUnreadable, reasonOf } from "../messages.ts";
import { errorCode } from "./storing.ts";

/** The text of a file; undefined when it is not there. Throws InfoplaneError (`core/store-file-unreadable`). */
export async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    if (errorCode(error) === "ENOENT") return undefined;
    throw new InfoplaneError(fileUnreadable(file, reasonOf(error)), exitCodes.wrongEnvironment, { cause: error });
  }
}
