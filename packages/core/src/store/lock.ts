import { link, readFile, rm, writeFile } from "node:fs/promises";
import { setTimeout } from "node:timers/promises";
import { exitCodes, InfoplaneError, z } from "@infoplane/contracts";
import { locked, lockLost, lockUnreadable } from "../messages.ts";
import { longestSilence, showsLife, startBeat } from "./lock-beat.ts";
import { lifeOf, thisProcess, type Life, type ProcessIdentity } from "./process-identity.ts";
import { errorCode, storing } from "./storing.ts";
import { ownPart, temporaryEnding } from "./write-atomic.ts";

/** A place held by this process until `release`. */
export interface Lock {
  /** Throws InfoplaneError (`core/store-lock-lost`) when another process has taken over meanwhile. */
  check(): void;
  release(): Promise<void>;
}

export interface LockOptions {
  /** Is told when it has to be found out whether a process of another host still lives: that takes a minute. */
  readonly onWait?: (host: string) => void;
  /** Milliseconds after which such a process counts as gone. */
  readonly silence?: number;
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
/** So many processes, one after the other, were killed while taking over: something else is wrong. */
const deepest = 8;
let count = 0;

/**
 * Takes a lock file that names its owner. A lock whose process is dead is taken over; so is one of another host that
 * shows no sign of life. Works on any file system, network ones too: it rests on names that exist or not, and on no lock
 * of the system.
 * Throws InfoplaneError: `core/store-locked`, `core/store-lock-unreadable`, `core/store-not-writable`.
 */
export async function acquireLock(file: string, { onWait, silence = longestSilence }: LockOptions = {}): Promise<Lock> {
  const own = `${JSON.stringify({ ...thisProcess(), take: `${ownPart}.${count++}` })}\n`;
  const temporary = `${file}.${ownPart}.${count}${temporaryEnding}`;
  const claiming = { temporary, own, silence };
  return storing(file, async () => {
    await writeFile(temporary, own);
    try {
      for (let attempt = 0; attempt < attempts; attempt++) {
        if (await claim(claiming, file)) return held(file, own);
        const seen = await readIfThere(file);
        if (seen === undefined) continue;
        const owner = parseOwner(file, seen);
        const life = lifeOf(owner);
        if (life === "unknown") onWait?.(owner.host);
        if (life === "alive" || (life === "unknown" && (await showsLife(file, silence)))) throw refusal(file, owner);
        await removeStale(file, seen, claiming);
      }
      throw new InfoplaneError(lockUnreadable(file), exitCodes.wrongEnvironment);
    } finally {
      await rm(temporary, { force: true });
    }
  });
}

function held(file: string, own: string): Lock {
  let isLost = false;
  const beat = startBeat(file, own, () => (isLost = true));
  return {
    check() {
      if (isLost) throw new InfoplaneError(lockLost(file), exitCodes.wrongEnvironment);
    },
    async release() {
      await beat.stop();
      await release(file, own);
    },
  };
}

interface Claim {
  /** A file with the content `own`. */
  readonly temporary: string;
  /** Unlike that of any other claim. */
  readonly own: string;
  readonly silence: number;
}

/**
 * A link appears with its content or not at all. Where there are no links, an exclusive new file has to do. On a network
 * the answer may be lost and the question be asked again: what is then in the way is our own.
 */
async function claim({ temporary, own }: Claim, file: string): Promise<boolean> {
  try {
    await link(temporary, file);
    return true;
  } catch (error) {
    if (errorCode(error) === "EEXIST") return (await readIfThere(file)) === own;
    if (!["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS"].includes(errorCode(error) ?? "")) throw error;
  }
  try {
    await writeFile(file, own, { flag: "wx" });
    return true;
  } catch (error) {
    if (errorCode(error) === "EEXIST") return (await readIfThere(file)) === own;
    throw error;
  }
}

/**
 * Two processes may see the same stale lock, and the slower one must not remove the new lock of the faster: only the
 * holder of a second lock removes, and only what it has seen. A process killed in that moment leaves the second lock
 * stale, which is then removed in the same way under a third. It is held for a moment: one of another host that stays is
 * stale too.
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
  const isStale = life === "dead" || (life === "unknown" && (await stays(guard, holder, by.silence)));
  if (isStale && depth === deepest) throw new InfoplaneError(lockUnreadable(guard), exitCodes.wrongEnvironment);
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

/** Whether the process that holds this lock is at work; `dead` when none holds it. */
export async function lifeOfOwner(file: string): Promise<Life> {
  const held = await readIfThere(file);
  return held === undefined ? "dead" : lifeOf(parseOwner(file, held));
}

function refusal(file: string, owner: ProcessIdentity): InfoplaneError {
  return new InfoplaneError(locked(file, owner), exitCodes.wrongEnvironment);
}

async function release(file: string, own: string): Promise<void> {
  if ((await readIfThere(file)) === own) await rm(file, { force: true });
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    if (errorCode(error) === "ENOENT") return undefined;
    throw error;
  }
}

function parseOwner(file: string, text: string): ProcessIdentity {
  try {
    return identitySchema.parse(JSON.parse(text));
  } catch (error) {
    throw new InfoplaneError(lockUnreadable(file), exitCodes.wrongEnvironment, { cause: error });
  }
}
