import { setTimeout } from "node:timers/promises";
import { tryLock, type LockOptions } from "./acquire-lock.ts";
import type { ProcessIdentity } from "./process-identity.ts";

/** How to wait for a lock. */
export interface WaitOptions extends LockOptions {
  /** Ends the wait, and is part of the signal passed to `work`. */
  readonly signal: AbortSignal;
  /** Called once if another process holds the lock and has to be waited for. */
  readonly onWait?: (owner: ProcessIdentity) => void;
}

const pollEvery = 500;

/**
 * Runs `work` while this process holds the lock `file`, whose directory must exist. Waits for another process as long
 * as it takes. The signal passed to `work` aborts with that of the options, and when the lock is lost to another
 * process. Throws what `work` throws, the reason of the signal, and InfoplaneError (`files/lock-unreadable`); system
 * errors pass through.
 */
export async function withLock<T>(
  file: string,
  { onWait, ...options }: WaitOptions,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const { signal } = options;
  let hasWaited = false;
  for (;;) {
    signal.throwIfAborted();
    const { lock, owner } = await tryLock(file, options);
    if (lock) {
      try {
        return await work(AbortSignal.any([signal, lock.lost]));
      } finally {
        // A lock that can't be removed is taken over once this process has ended.
        await lock.release().catch(() => undefined);
      }
    }
    if (!hasWaited) onWait?.(owner);
    hasWaited = true;
    await setTimeout(pollEvery, undefined, { signal }).catch(() => signal.throwIfAborted());
  }
}
