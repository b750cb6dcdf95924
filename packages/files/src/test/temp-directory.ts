import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A new empty directory, to be removed by its creator. */
export interface TempDirectory {
  readonly path: string;
  remove(): Promise<void>;
}

/** Makes a {@link TempDirectory} in the system's temporary folder. */
export async function tempDirectory(): Promise<TempDirectory> {
  const path = await mkdtemp(join(tmpdir(), "infoplane-"));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}
