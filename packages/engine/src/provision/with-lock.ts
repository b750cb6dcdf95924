import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import lockfile from "proper-lockfile";
import { cacheMode } from "./cache-directory.ts";
import { stillWaiting } from "./messages.ts";
import type { StepContext } from "./progress.ts";

const staleAfter = 20_000;
const pollEvery = 500;

/**
 * Runs `work` while no other process does for the same path. Waits for the other one, and says so; the lock of a
 * process that died is taken over after 20 s. `work` gets a signal that also falls when the lock is lost.
 */
export async function withLock<T>(
  path: string,
  context: StepContext,
  work: (context: StepContext) => Promise<T>,
): Promise<T> {
  await mkdir(dirname(path), { recursive: true, mode: cacheMode });
  const lost = new AbortController();
  const options = {
    realpath: false,
    stale: staleAfter,
    update: staleAfter / 4,
    onCompromised: (error: Error) => lost.abort(error),
  };
  let release: (() => Promise<void>) | undefined;
  while (!release) {
    try {
      release = await lockfile.lock(path, options);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ELOCKED") throw error;
      context.report({ phase: "waiting", message: stillWaiting });
      await sleep(pollEvery, undefined, { signal: context.signal });
    }
  }
  try {
    return await work({ ...context, signal: AbortSignal.any([context.signal, lost.signal]) });
  } finally {
    // A lost lock belongs to someone else by now.
    if (!lost.signal.aborted) await release();
  }
}
