import { lstat } from "node:fs/promises";
import { exitCodes, InfoplaneError } from "@infoplane/contracts";
import { isLink } from "./messages.ts";

/**
 * Throws InfoplaneError (`files/link`, exit code 3) where a symbolic link is at the path: it could lead to any folder, and
 * what lies there under the same names would be overwritten or removed.
 */
export async function refuseLink(path: string): Promise<void> {
  const found = await lstat(path).catch(() => undefined);
  if (found?.isSymbolicLink()) throw new InfoplaneError(isLink(path), exitCodes.wrongEnvironment);
}
