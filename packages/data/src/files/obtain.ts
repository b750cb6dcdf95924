import { rename } from "node:fs/promises";
import { dirname, join } from "node:path";
import {
  DataDamagedError,
  DataUnavailableError,
  primaryDiagnostic,
  type DatasetContext,
  type Diagnostic,
} from "@infoplane/contracts";
import { makeCacheDirectory, withLock } from "@infoplane/files";
import { DownloadError } from "@infoplane/files/download";
import { damaged, messages, unavailable } from "../messages.ts";
import { entriesIfThere, findIn, places, type FileSet, type Found } from "./find-files.ts";
import type { FolderEntry } from "./folder-entries.ts";

/** Files that can be fetched if they are not found. */
export interface RemoteFileSet extends FileSet {
  /** What to do by hand, for the hint of DataUnavailableError. */
  readonly remedy: string;
  /** Where `fetch` gets them from, for the manifest. */
  readonly origin: string;
  /** Recognises another form of the data by the entries of a folder: its name, and how to convert it. */
  readonly otherForm?: (entries: readonly FolderEntry[], directory: string) => OtherForm | undefined;
  /** Puts all files into an existing directory, which may contain what an interrupted call left. */
  fetch(into: string, context: DatasetContext): Promise<void>;
}

/** A form of the data that can't be read here. */
export interface OtherForm {
  readonly what: string;
  readonly hint: string;
}

/**
 * Finds the files on this machine or fetches them into the cache, safe against a second process and against being
 * killed at any moment. Throws DataUnavailableError if there is no way to get them, DataDamagedError if some are
 * missing, or if a directory that the user named holds the data only in another form: nothing else is tried then.
 */
export async function obtain(set: RemoteFileSet, context: DatasetContext): Promise<Found> {
  let other: Diagnostic | undefined;
  for (const place of places(set, context)) {
    const found = await findIn(set, place);
    if (found) return found;
    if (!place.named && !place.source.startsWith("INFOPLANE_DATA_DIR")) continue;
    const entries = (await entriesIfThere(place.base)) ?? [];
    const form = set.otherForm?.(entries, place.base);
    if (form) other ??= messages.otherForm(set.title, place.base, form);
    else if (place.named)
      context.report(
        messages.lookingElsewhere(
          place.source,
          set.title,
          entries.map(({ name }) => name),
        ),
      );
  }
  if (other) throw damaged(other);
  const target = join(context.cacheDir, set.folder);
  try {
    await makeCacheDirectory(dirname(target));
    const onWait = (): void => context.report(messages.waitsForFill(target));
    return await withLock(`${target}.lock`, { signal: context.signal, onWait }, async (signal) => {
      const place = { base: target, folders: ["."], source: `download from ${set.origin}` };
      const meanwhile = await findIn(set, { ...place, source: `cache ${target}` });
      if (meanwhile) return meanwhile;
      const partial = `${target}.partial`;
      await makeCacheDirectory(partial);
      await set.fetch(partial, { ...context, signal });
      await rename(partial, target);
      const found = await findIn(set, place);
      if (!found) throw new Error(`${set.title} was fetched and holds none of its files`);
      return found;
    });
  } catch (error) {
    context.signal.throwIfAborted();
    if (error instanceof DataDamagedError) throw error;
    const reason =
      primaryDiagnostic(error)?.message ?? (error instanceof DataUnavailableError ? rootMessage(error) : String(error));
    throw unavailable(messages.unavailable(set.title, reason, set.remedy), { cause: error });
  }
}

function rootMessage({ message, cause }: DataUnavailableError): string {
  if (cause instanceof DownloadError) return cause.reason;
  return cause instanceof Error ? cause.message : message;
}
