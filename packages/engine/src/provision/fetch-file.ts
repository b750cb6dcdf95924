import { type FileHandle, open, rename, rm, stat } from "node:fs/promises";
import pRetry, { AbortError } from "p-retry";
import { sha256Of } from "./install.ts";

export interface RemoteFile {
  readonly url: URL;
  readonly target: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly signal: AbortSignal;
  /** Delay before the first new attempt, in ms; doubles each time. Default 1000. */
  readonly pause?: number;
}

const attempts = 5;
/** A connection that brings nothing for so long, in ms, is given up. */
const silence = 60_000;

/**
 * Downloads a file into `target`.part, goes on where an earlier attempt stopped, and puts it in place when its SHA-256
 * is right. Throws Error with the reason after five failed attempts, or at once when the content is wrong.
 */
export async function fetchFile(file: RemoteFile, progress: (done: number) => void): Promise<void> {
  const part = `${file.target}.part`;
  if (await isWhole(file)) return;
  await pRetry(() => fetchRest(file, part, progress), {
    retries: attempts - 1,
    minTimeout: file.pause ?? 1000,
    signal: file.signal,
  });
  const found = await sha256Of(part);
  if (found !== file.sha256) {
    await rm(part);
    throw new Error(`${file.url.href} has SHA-256 ${found} where ${file.sha256} was announced`);
  }
  await rename(part, file.target);
}

/** Whether an earlier attempt already brought the file. */
async function isWhole({ target, bytes, sha256 }: RemoteFile): Promise<boolean> {
  const found = await stat(target).catch(() => undefined);
  return found?.size === bytes && (await sha256Of(target)) === sha256;
}

async function fetchRest(file: RemoteFile, part: string, progress: (done: number) => void): Promise<void> {
  let done = await stat(part).then(
    ({ size }) => size,
    () => 0,
  );
  if (done > file.bytes) {
    await rm(part);
    done = 0;
  }
  if (done === file.bytes) return;
  const quiet = new AbortController();
  const timer = setTimeout(() => quiet.abort(new Error(`no data for ${silence / 1000} s`)), silence);
  let handle: FileHandle | undefined;
  try {
    const signal = AbortSignal.any([file.signal, quiet.signal]);
    const answer = await fetch(file.url, { signal, headers: done > 0 ? { range: `bytes=${done}-` } : {} });
    if (answer.status >= 400 && answer.status < 500 && answer.status !== 429)
      throw new AbortError(`${file.url.href} answered ${answer.status}`);
    if (!answer.ok || !answer.body) throw new Error(`${file.url.href} answered ${answer.status}`);
    // A server that does not know ranges sends the whole file again.
    const resumed = answer.status === 206;
    if (!resumed) done = 0;
    // Written chunk by chunk, because a stream that breaks would take with it what it had not written yet.
    handle = await open(part, resumed ? "a" : "w");
    for await (const chunk of answer.body as AsyncIterable<Uint8Array>) {
      await handle.write(chunk);
      timer.refresh();
      done += chunk.length;
      progress(done);
    }
    if (done !== file.bytes) throw new Error(`${file.url.href} ended after ${done} of ${file.bytes} bytes`);
  } catch (error) {
    // fetch reports a broken connection as a bare TypeError, which p-retry would take for a mistake in the program.
    if (error instanceof TypeError)
      throw new Error(`${file.url.href}: ${(error.cause as Error | undefined)?.message ?? error.message}`, {
        cause: error,
      });
    throw error;
  } finally {
    clearTimeout(timer);
    await handle?.close();
  }
}
