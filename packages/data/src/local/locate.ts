import { stat } from "node:fs/promises";
import { isAbsolute, resolve } from "node:path";
import type { DatasetContext } from "@infoplane/contracts";
import { messages, unavailable } from "../messages.ts";

export interface Located {
  readonly path: string;
  readonly kind: "file" | "directory";
}

/** Finds what the user's `path` names. Throws DataUnavailable that says where it was looked for. */
export async function locate(path: string, context: DatasetContext): Promise<Located> {
  const bases = [context.dataDir, context.baseDir, process.env["INFOPLANE_DATA_DIR"]];
  const places = isAbsolute(path)
    ? [path]
    : bases.filter((base) => base !== undefined).map((base) => resolve(base, path));
  for (const place of places) {
    const found = await stat(place).catch(() => undefined);
    if (found?.isDirectory()) return { path: place, kind: "directory" };
    if (found?.isFile()) return { path: place, kind: "file" };
  }
  throw unavailable(messages.notThere(path, places));
}
