import { userInfo } from "node:os";
import { isAbsolute, join, resolve } from "node:path";
import envPaths from "env-paths";

/**
 * Of every directory that is made in the cache: code is loaded from there, so nobody else may write, whatever the umask.
 */
export const cacheMode = 0o700;

/**
 * Per-user cache of everything that is fetched or built: `INFOPLANE_CACHE_DIR`, or the platform's usual place. Never the
 * current folder: an empty variable counts as none, and where HOME is empty the system's record of the user is asked.
 */
export function cacheDirectory(env: NodeJS.ProcessEnv = process.env): string {
  const named = env["INFOPLANE_CACHE_DIR"];
  if (named) return resolve(named);
  const usual = envPaths("infoplane", { suffix: "" }).cache;
  return isAbsolute(usual) ? usual : join(userInfo().homedir, ".cache", "infoplane");
}
