import { userInfo } from "node:os";
import { isAbsolute, join, resolve } from "node:path";
import envPaths from "env-paths";
import { makeParentsToo } from "./make-directory.ts";

/** Mode of every directory in the cache: code is loaded from there, so no one else may write, whatever the umask. */
const cacheMode = 0o700;

/**
 * The user's cache for everything that is downloaded or built: `INFOPLANE_CACHE_DIR`, or the platform's usual place.
 * Never the current folder: an empty variable counts as unset, and if HOME is empty the system's user database is used.
 */
export function cacheDirectory(env: NodeJS.ProcessEnv = process.env): string {
  const named = env["INFOPLANE_CACHE_DIR"];
  if (named) return resolve(named);
  const usual = envPaths("infoplane", { suffix: "" }).cache;
  return isAbsolute(usual) ? usual : join(userInfo().homedir, ".cache", "infoplane");
}

/** Creates a directory in the cache, and its parents, for this user alone. System errors pass through. */
export async function makeCacheDirectory(path: string): Promise<void> {
  await makeParentsToo(path, cacheMode);
}
