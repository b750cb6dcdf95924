import { link, readFile, rename, rm, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { exitCodes, InfoplaneError } from "@infoplane/contracts";
import { z } from "zod";
import { locked, lockUnreadable } from "../messages.ts";
import { isAlive, thisProcess, type ProcessIdentity } from "./process-identity.ts";
import { errorCode, storing } from "./storing.ts";
import { temporaryEnding } from "./write-atomic.ts";

/** A place held by this process until `release`. */
export interface Lock {
  release(): Promise<void>;
}

const identitySchema = z.object({ pid: z.int().positive(), host: z.string(), start: z.string() });
const attempts = 20;
let count = 0;

/**
 * Takes a lock file that names its owner. A lock whose process is dead is taken over. Works on any file system, network
 * ones too: it rests on names that exist or not, and on no lock of the system.
 * Throws InfoplaneError: `store-locked`, `store-lock-unreadable`, `store-not-writable`.
 */
export async function acquireLock(file: string): Promise<Lock> {
  const own = `${JSON.stringify(thisProcess())}\n`;
  const temporary = `${file}.${process.pid}.${count++}${temporaryEnding}`;
  return storing(file, async () => {
    await writeFile(temporary, own);
    try {
      for (let attempt = 0; attempt < attempts; attempt++) {
        if (await claim(temporary, file, own)) return { release: () => release(file, own) };
        const seen = await readIfThere(file);
        if (seen === undefined) continue;
        const owner = parseOwner(file, seen);
        if (isAlive(owner) || attempt === attempts - 1) {
          const here = owner.host === hostname();
          throw new InfoplaneError(locked(file, owner, here), exitCodes.wrongEnvironment);
        }
        await removeStale(file, seen, `${temporary}.stale`);
      }
      throw new InfoplaneError(lockUnreadable(file), exitCodes.wrongEnvironment);
    } finally {
      await rm(temporary, { force: true });
    }
  });
}

/** A link appears with its content or not at all. Where there are no links, an exclusive new file has to do. */
async function claim(temporary: string, file: string, own: string): Promise<boolean> {
  try {
    await link(temporary, file);
    return true;
  } catch (error) {
    if (errorCode(error) === "EEXIST") return false;
    if (!["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS"].includes(errorCode(error) ?? "")) throw error;
  }
  try {
    await writeFile(file, own, { flag: "wx" });
    return true;
  } catch (error) {
    if (errorCode(error) === "EEXIST") return false;
    throw error;
  }
}

/** Two processes may see the same stale lock: the slower one would move the new lock away, so it puts it back. */
async function removeStale(file: string, seen: string, aside: string): Promise<void> {
  try {
    await rename(file, aside);
  } catch (error) {
    if (errorCode(error) === "ENOENT") return;
    throw error;
  }
  if ((await readIfThere(aside)) !== seen) await link(aside, file).catch(() => undefined);
  await rm(aside, { force: true });
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
