import { rename, rm } from "node:fs/promises";

/** Removes an install in one step for everyone else: a process that has its libraries loaded keeps them. */
export async function removeInstall(directory: string): Promise<void> {
  const aside = `${directory}.removed-${process.pid}`;
  await rename(directory, aside);
  await rm(aside, { recursive: true, force: true });
}
