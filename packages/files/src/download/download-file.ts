import { open, rename, rm, stat } from "node:fs/promises";
import { dirname } from "node:path";
import pRetry from "p-retry";
import { hashFile, type HashAlgorithm } from "../hash-file.ts";
import { syncDirectory } from "../write-atomic.ts";
import { DownloadError } from "./download-error.ts";
import { transfer } from "./transfer.ts";

/** A file on the internet whose content is known beforehand. */
export interface RemoteFile {
  readonly url: string;
  /** Expected digest, in lower-case hex. */
  readonly hash: { readonly algorithm: HashAlgorithm; readonly digest: string };
  /** Its size, if known. */
  readonly bytes?: number;
}

/** How far an attempt is. */
export interface DownloadProgress {
  /** Bytes received so far. */
  readonly done: number;
  /** Bytes that existed when this attempt began: `done` of its first report. */
  readonly begin: number;
  /** Bytes of the whole file; absent if neither the caller nor the server says. */
  readonly total?: number;
}

/** How a download is followed and stopped. */
export interface DownloadOptions {
  readonly signal: AbortSignal;
  /** Called when an attempt begins to receive, and after every chunk. */
  readonly onProgress?: (progress: DownloadProgress) => void;
  /** Called with the reason why an attempt failed, if another one follows. */
  readonly onRetry?: (reason: string) => void;
  /** Milliseconds before the second attempt; doubled each time. Default 500. */
  readonly pause?: number;
}

const attempts = 5;

/**
 * Downloads a file to `path`, unless it is already there. Whatever an earlier attempt left in `<path>.part` is kept and
 * completed. The file appears under its name only once its hash is right; with a wrong hash it is removed, and if it
 * was assembled from several attempts, downloaded again from the start. Transient failures (a broken connection, an
 * overloaded server) are retried, five attempts in all. https only; http is allowed on this machine.
 *
 * Throws DownloadError, and the signal's reason when aborted; disk errors pass through.
 */
export async function downloadFile(remote: RemoteFile, path: string, options: DownloadOptions): Promise<void> {
  const { signal, onRetry, pause = 500 } = options;
  if (await isThere(remote, path)) return;
  const part = `${path}.part`;
  const isTransient = (error: Error): boolean => error instanceof DownloadError && error.transient;
  try {
    await pRetry(() => attempt(remote, part, options), {
      retries: attempts - 1,
      minTimeout: pause,
      factor: 2,
      signal,
      shouldRetry: ({ error }) => isTransient(error),
      onFailedAttempt: ({ error, retriesLeft }) => {
        if (retriesLeft > 0 && error instanceof DownloadError && error.transient) onRetry?.(error.reason);
      },
    });
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  }
  await rename(part, path);
  await syncDirectory(dirname(path));
}

async function attempt(remote: RemoteFile, part: string, options: DownloadOptions): Promise<void> {
  const file = await open(part, "a");
  let isResumed: boolean;
  try {
    isResumed = await transfer(remote, file, options);
  } finally {
    await file.close();
  }
  const { algorithm, digest } = remote.hash;
  const found = await hashFile(part, algorithm);
  if (found === digest) return;
  await rm(part);
  const reason = `the server gave a file whose ${algorithm} is ${found}; it must be ${digest}`;
  throw new DownloadError("wrong-hash", remote.url, reason, isResumed);
}

async function isThere({ bytes, hash }: RemoteFile, path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  if (found?.isFile() !== true || (bytes !== undefined && found.size !== bytes)) return false;
  return (await hashFile(path, hash.algorithm)) === hash.digest;
}
