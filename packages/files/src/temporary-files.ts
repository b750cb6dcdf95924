import { randomBytes } from "node:crypto";
import { readdir, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { withStorageErrors } from "./with-storage-errors.ts";

/** Ending of a file that is being written. If its process is killed, the leftover is meaningless. */
export const temporaryEnding = ".tmp";

/** Distinguishes this process from all others that write to the same place: two containers may have the same pids. */
export const ownPart = `${process.pid}-${randomBytes(4).toString("hex")}`;

/** A path in the same directory for what is not yet, or no longer, at `path`: `.<name>.<process>.tmp`. */
export const temporaryPathOf = (path: string): string =>
  join(dirname(path), `.${basename(path)}.${ownPart}${temporaryEnding}`);

/**
 * Removes what killed processes left half-written or half-removed in a directory. Only for the one process that writes
 * there. Throws InfoplaneError (`files/not-writable`).
 */
export async function clearTemporary(directory: string): Promise<void> {
  await withStorageErrors(directory, async () => {
    const left = (await readdir(directory)).filter((name) => name.startsWith(".") && name.endsWith(temporaryEnding));
    await Promise.all(left.map((name) => rm(join(directory, name), { recursive: true, force: true })));
  });
}
