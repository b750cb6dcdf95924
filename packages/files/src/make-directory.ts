import { mkdir, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { faultCode } from "./system-fault.ts";
import { withStorageErrors } from "./with-storage-errors.ts";

/** Creates a directory and its parents if they do not exist. Throws InfoplaneError (`files/not-writable`). */
export async function makeDirectory(path: string): Promise<void> {
  await withStorageErrors(path, () => makeParentsToo(path));
}

/**
 * Creates a directory and its parents; new ones get `mode`. System errors pass through. Not Node's recursive mkdir,
 * which never returns if the system answers ENOENT for a name in an existing directory, as /proc does.
 */
export async function makeParentsToo(path: string, mode?: number): Promise<void> {
  const problem = await tryMake(path, mode);
  if (problem === undefined) return;
  if (faultCode(problem) !== "ENOENT" || dirname(path) === path) throw problem;
  await makeParentsToo(dirname(path), mode);
  const still = await tryMake(path, mode);
  if (still !== undefined) throw still;
}

async function tryMake(path: string, mode: number | undefined): Promise<Error | undefined> {
  try {
    await mkdir(path, { mode });
    return undefined;
  } catch (error) {
    const isThere = await stat(path).then(
      (found) => found.isDirectory(),
      () => false,
    );
    return isThere ? undefined : (error as Error);
  }
}
