import { stat } from "node:fs/promises";
import { isAbsolute, resolve } from "node:path";
import type { DatasetContext } from "@infoplane/contracts";
import { isSystemFault, systemReason } from "@infoplane/files";
import { damaged, messages, unavailable } from "../messages.ts";

export interface Located {
  readonly path: string;
  readonly kind: "file" | "directory";
}

/**
 * Finds what the user's `path` names. Throws DataUnavailableError that lists the searched places, DataDamagedError for
 * what is neither file nor folder.
 */
export async function locate(path: string, context: DatasetContext): Promise<Located> {
  const bases = [context.dataDir, context.baseDir, process.env["INFOPLANE_DATA_DIR"]];
  const places = isAbsolute(path)
    ? [path]
    : bases.flatMap((base) => (base ? [base] : [])).map((base) => resolve(base, path));
  for (const place of places) {
    const found = await stat(place).catch((error: unknown) => {
      if (isSystemFault(error) && (error.code === "ENOENT" || error.code === "ENOTDIR")) return undefined;
      throw damaged(messages.unreadable(place, systemReason(error)), { cause: error });
    });
    if (found?.isDirectory()) return { path: place, kind: "directory" };
    if (found?.isFile()) return { path: place, kind: "file" };
    if (found) throw damaged(messages.unreadable(place, "it is not a regular file"));
  }
  throw unavailable(messages.notThere(path, places));
}
