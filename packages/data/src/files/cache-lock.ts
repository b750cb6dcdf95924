import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { cacheMode } from "@infoplane/engine";
import pRetry from "p-retry";
import lockfile from "proper-lockfile";
import type { DownloadContext } from "./download.ts";

const second = 1000;

/** Runs `body` while no other process holds the lock of `path` (which need not exist). Waits as long as it takes. */
export async function withLock<T>(path: string, context: DownloadContext, body: () => Promise<T>): Promise<T> {
  await mkdir(dirname(path), { recursive: true, mode: cacheMode });
  let said = false;
  const lock = () =>
    lockfile.lock(path, {
      realpath: false,
      stale: 30 * second,
      // Its default throws outside of any promise. Two fills at a time are wasteful, not wrong: checksums decide.
      onCompromised: (error) => context.report(`the lock of ${path} was lost: ${error.message}`),
    });
  const release = await pRetry(lock, {
    retries: Infinity,
    factor: 1,
    minTimeout: second,
    signal: context.signal,
    shouldRetry: ({ error }) => "code" in error && error.code === "ELOCKED",
    onFailedAttempt: () => {
      if (!said) context.report(`waiting for another process that fills ${path}`);
      said = true;
    },
  });
  try {
    return await body();
  } finally {
    await release().catch(() => undefined);
  }
}
