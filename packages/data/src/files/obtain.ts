import { mkdir, rename } from "node:fs/promises";
import { join } from "node:path";
import { DataDamaged, DataUnavailable, type DatasetContext } from "@infoplane/contracts";
import { messages, unavailable } from "../messages.ts";
import { withLock } from "./cache-lock.ts";
import { findIn, places, type FileSet, type Found } from "./find-files.ts";

/** Files that can be fetched when they are not found. */
export interface RemoteFileSet extends FileSet {
  /** What to do by hand, for the hint of DataUnavailable. */
  readonly remedy: string;
  /** Where `fetch` takes them from, for the manifest. */
  readonly origin: string;
  /** Puts all files into an existing directory that may hold what an interrupted call left. */
  fetch(into: string, context: DatasetContext): Promise<void>;
}

/**
 * Finds the files on this machine or fetches them into the cache, safe against a second process and against being
 * killed at any moment. Throws DataUnavailable when there is no way to get them, DataDamaged when some are missing.
 */
export async function obtain(set: RemoteFileSet, context: DatasetContext): Promise<Found> {
  for (const place of places(set, context)) {
    const found = await findIn(set, place);
    if (found) return found;
    if (place.named) context.report(`${place.source} holds no ${set.title}: looking elsewhere`);
  }
  const target = join(context.cacheDir, set.folder);
  try {
    return await withLock(target, context, async () => {
      const place = { directories: [target], source: `download from ${set.origin}` };
      const meanwhile = await findIn(set, { ...place, source: `cache ${target}` });
      if (meanwhile) return meanwhile;
      const partial = `${target}.partial`;
      await mkdir(partial, { recursive: true });
      await set.fetch(partial, context);
      await rename(partial, target);
      const found = await findIn(set, place);
      if (!found) throw new Error(`${set.title} was fetched and holds none of its files`);
      return found;
    });
  } catch (error) {
    context.signal.throwIfAborted();
    if (error instanceof DataDamaged) throw error;
    const reason = error instanceof DataUnavailable ? rootMessage(error) : String(error);
    throw unavailable(messages.unavailable(set.title, reason, set.remedy), { cause: error });
  }
}

const rootMessage = (error: Error): string => (error.cause instanceof Error ? error.cause.message : error.message);
