import { open, rename, rm, stat } from "node:fs/promises";
import { basename } from "node:path";
import type { DatasetContext } from "@infoplane/contracts";
import pRetry from "p-retry";
import { damaged, messages, unavailable } from "../messages.ts";
import { hashFile } from "./hash-file.ts";
import { transfer, TransferFailed } from "./transfer.ts";

/** A file on the net that is known beforehand. */
export interface RemoteFile {
  readonly url: string;
  readonly md5: string;
}

export type DownloadContext = Pick<DatasetContext, "report" | "signal">;

const retry = { retries: 3, minTimeout: 500, factor: 2 };

/**
 * Downloads a file to `path`, unless it is there already. What an earlier attempt left in `<path>.part` is resumed.
 * The file appears under its name only when its checksum is right. Https only; http is let through to 127.0.0.1.
 * Throws DataUnavailable when the server can't be reached, DataDamaged when the checksum is wrong, the signal's reason
 * when aborted.
 */
export async function download(remote: RemoteFile, path: string, context: DownloadContext): Promise<void> {
  if (await hasHash(path, remote.md5)) return;
  const part = `${path}.part`;
  try {
    await pRetry(() => attempt(remote, part, context), {
      ...retry,
      signal: context.signal,
      shouldRetry: ({ error }) => error instanceof TransferFailed && error.transient,
      onFailedAttempt: ({ error, retriesLeft }) => {
        if (retriesLeft > 0 && error instanceof TransferFailed && error.transient) {
          context.report(`${basename(path)}: ${error.message}; trying again`);
        }
      },
    });
  } catch (error) {
    context.signal.throwIfAborted();
    if (!(error instanceof TransferFailed)) throw error;
    throw unavailable(messages.unavailable(remote.url, error.message, "check the network, then run again"), {
      cause: error,
    });
  }
  await rename(part, path);
}

async function attempt(remote: RemoteFile, part: string, context: DownloadContext): Promise<void> {
  const file = await open(part, "a");
  let resumed: boolean;
  try {
    resumed = await transfer(remote.url, file, context);
  } finally {
    await file.close();
  }
  const found = await hashFile(part, "md5");
  if (found === remote.md5) return;
  await rm(part);
  if (resumed) throw new TransferFailed("the resumed file has a wrong checksum", true);
  throw damaged(messages.wrongChecksum(remote.url, "md5", remote.md5, found));
}

async function hasHash(path: string, md5: string): Promise<boolean> {
  const there = await stat(path).catch(() => undefined);
  return there?.isFile() === true && (await hashFile(path, "md5")) === md5;
}
