import envPaths from "env-paths";

/** Per-user cache of everything that is fetched or built: `INFOPLANE_CACHE_DIR`, or the platform's usual place. */
export function cacheDirectory(env: NodeJS.ProcessEnv = process.env): string {
  return env["INFOPLANE_CACHE_DIR"] ?? envPaths("infoplane", { suffix: "" }).cache;
}
