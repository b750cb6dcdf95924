import { link, readdir, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { exitCodes, InfoplaneError, z } from "@infoplane/contracts";
import { locked, lockLost, lockUnreadable } from "../messages.ts";
import { readRegular } from "../open-regular.ts";
import { faultCode } from "../system-fault.ts";
import { ownPart, temporaryEnding } from "../temporary-files.ts";
import { withStorageErrors } from "../with-storage-errors.ts";
import { longestSilence, showsLife, startBeat } from "./lock-beat.ts";
import { lifeOf, thisProcess, type Life, type ProcessIdentity } from "./process-identity.ts";

/** A place held by this process until `release`. */
export interface Lock {
  /** Aborts when another process has taken over; its reason is an InfoplaneError (`files/lock-lost`). */
  readonly lost: AbortSignal;
  /** Throws the reason of `lost` if another process has taken over. */
  check(): void;
  release(): Promise<void>;
}

/** How a lock of a process on another host is watched. */
export interface LockOptions {
  /** Called when it has to check whether a process on another host is still alive, which can take a minute. */
  readonly onWatch?: (host: string) => void;
  /** Milliseconds without a sign of life after which such a process counts as gone. Default: a minute. */
  readonly staleAfter?: number;
  /** Ends the wait for a sign of life. */
  readonly signal?: AbortSignal;
}

const identitySchema = z.object({
  pid: z.int().positive(),
  host: z.string(),
  start: z.string(),
  space: z.string().optional(),
  job: z.string().optional(),
});
const attempts = 200;
const pauseMilliseconds = 10;
const mostBytes = 64 * 1024;
/** Number of processes killed one after the other while taking over. If there are more, something else is wrong. */
const deepest = 8;
let count = 0;

/**
 * Acquires a lock: a file that names the process holding it. The lock of a dead process is taken over at once; that of
 * a process on another host, once it has shown no sign of life for a minute. Works on any file system, including
 * network ones: it relies only on names that exist or not, and on no system locks.
 *
 * Hand-written instead of proper-lockfile, which judges a holder only by the age of its lock: a process whose
 * computation blocks the event loop, or whose host has a different clock, looks dead to it; after a crash everyone
 * waits until the lock is old; no one learns who holds it; and two processes can take over the same stale lock.
 *
 * Throws InfoplaneError: `files/locked`, `files/lock-unreadable`, `files/not-writable`.
 */
export async function acquireLock(file: string, options: LockOptions = {}): Promise<Lock> {
  const { lock, owner } = await withStorageErrors(file, () => tryLock(file, options));
  if (!lock) throw new InfoplaneError(locked(file, owner), exitCodes.wrongEnvironment);
  return lock;
}

type Taken =
  { readonly lock: Lock; readonly owner?: never } | { readonly lock?: never; readonly owner: ProcessIdentity };

/** The lock, or the process that holds it. See {@link acquireLock}; system errors pass through. */
export async function tryLock(
  file: string,
  { onWatch, staleAfter = longestSilence, signal }: LockOptions = {},
): Promise<Taken> {
  const own = `${JSON.stringify({ ...thisProcess(), take: `${ownPart}.${count++}` })}\n`;
  const temporary = `${file}.${ownPart}.${count}${temporaryEnding}`;
  const claiming = { temporary, own, staleAfter };
  await writeFile(temporary, own);
  try {
    for (let attempt = 0; attempt < attempts; attempt++) {
      if (await claim(claiming, file)) return { lock: await held(file, own) };
      const seen = await readIfThere(file);
      if (seen === undefined) continue;
      const owner = parseOwner(file, seen);
      const life = lifeOf(owner);
      if (life === "unknown") onWatch?.(owner.host);
      if (life === "alive" || (life === "unknown" && (await showsLife(file, staleAfter, signal)))) return { owner };
      await removeStale(file, seen, claiming);
    }
    throw unreadable(file);
  } finally {
    await rm(temporary, { force: true });
  }
}

async function held(file: string, own: string): Promise<Lock> {
  const loss = new AbortController();
  const beat = startBeat(file, own, () => loss.abort(new InfoplaneError(lockLost(file), exitCodes.wrongEnvironment)));
  await clearAbandoned(file).catch(() => undefined);
  return {
    lost: loss.signal,
    check: () => loss.signal.throwIfAborted(),
    async release() {
      await beat.stop();
      await release(file, own);
    },
  };
}

interface Claim {
  /** A file with the content `own`. */
  readonly temporary: string;
  /** Different from that of any other claim. */
  readonly own: string;
  readonly staleAfter: number;
}

/**
 * A link appears with its content or not at all. On file systems without links, exclusive creation must do. On a
 * network the reply may be lost and the request repeated: the existing file is then our own.
 */
async function claim({ temporary, own }: Claim, file: string): Promise<boolean> {
  try {
    await link(temporary, file);
    return true;
  } catch (error) {
    if (faultCode(error) === "EEXIST") return (await readIfThere(file)) === own;
    if (!["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS"].includes(faultCode(error) ?? "")) throw error;
  }
  try {
    await writeFile(file, own, { flag: "wx" });
    return true;
  } catch (error) {
    if (faultCode(error) === "EEXIST") return (await readIfThere(file)) === own;
    throw error;
  }
}

/**
 * Two processes may see the same stale lock, and the slower one must not remove the faster one's new lock: only the
 * holder of a second lock removes it, and only what it has seen. A process killed at that moment leaves the second lock
 * stale, which is then removed in the same way under a third. It is held only briefly: one of another host that
 * persists is stale too.
 */
async function removeStale(file: string, seen: string, by: Claim, depth = 0): Promise<void> {
  const guard = `${file}.takeover`;
  if (await claim(by, guard)) {
    if ((await readIfThere(file)) === seen) await rm(file, { force: true });
    await rm(guard, { force: true });
    return;
  }
  const holder = await readIfThere(guard);
  if (holder === undefined) return;
  const life = lifeOf(parseOwner(guard, holder));
  const isStale = life === "dead" || (life === "unknown" && (await stays(guard, holder, by.staleAfter)));
  if (isStale && depth === deepest) throw unreadable(guard);
  if (isStale) await removeStale(guard, holder, by, depth + 1);
  else await setTimeout(pauseMilliseconds);
}

async function stays(file: string, content: string, milliseconds: number): Promise<boolean> {
  const end = performance.now() + milliseconds;
  while (performance.now() < end) {
    await setTimeout(pauseMilliseconds);
    if ((await readIfThere(file)) !== content) return false;
  }
  return true;
}

/** Removes leftovers of processes that were killed while acquiring a lock. */
async function clearAbandoned(file: string): Promise<void> {
  const directory = dirname(file);
  const prefix = `${basename(file)}.`;
  for (const name of await readdir(directory)) {
    if (!name.startsWith(prefix) || !name.endsWith(temporaryEnding)) continue;
    const left = join(directory, name);
    if ((await lifeOfOwner(left).catch(() => "unknown")) === "dead") await rm(left, { force: true });
  }
}

/** Whether the process that holds this lock is running; `dead` if none holds it. */
export async function lifeOfOwner(file: string): Promise<Life> {
  const held = await readIfThere(file);
  return held === undefined ? "dead" : lifeOf(parseOwner(file, held));
}

async function release(file: string, own: string): Promise<void> {
  if ((await readIfThere(file)) === own) await rm(file, { force: true });
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return (await readRegular(file, mostBytes)).toString("utf8");
  } catch (error) {
    if (faultCode(error) === "ENOENT") return undefined;
    throw faultCode(error) === undefined ? unreadable(file, error) : error;
  }
}

function parseOwner(file: string, text: string): ProcessIdentity {
  try {
    return identitySchema.parse(JSON.parse(text));
  } catch (error) {
    throw unreadable(file, error);
  }
}

function unreadable(file: string, cause?: unknown): InfoplaneError {
  return new InfoplaneError(lockUnreadable(file), exitCodes.wrongEnvironment, cause === undefined ? {} : { cause });
}
