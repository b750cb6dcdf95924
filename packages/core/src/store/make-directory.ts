import { mkdir, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { errorCode, storing } from "./storing.ts";

/**
 * Makes a directory and those above it. Not Node's recursive mkdir: that one never ends where the system answers ENOENT
 * for a name in a directory that is there, as /proc does. Throws InfoplaneError (`core/store-not-writable`).
 */
export async function makeDirectory(path: string): Promise<void> {
  await storing(path, () => make(path));
}

async function make(path: string): Promise<void> {
  const problem = await tryMake(path);
  if (problem === undefined) return;
  if (errorCode(problem) !== "ENOENT" || dirname(path) === path) throw problem;
  await make(dirname(path));
  const still = await tryMake(path);
  if (still !== undefined) throw still;
}

async function tryMake(path: string): Promise<Error | undefined> {
  try {
    await mkdir(path);
    return undefined;
  } catch (error) {
    const isThere = await stat(path).then(
      (found) => found.isDirectory(),
      () => false,
    );
    return isThere ? undefined : (error as Error);
  }
}
