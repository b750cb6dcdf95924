import { createWriteStream } from "node:fs";
import { rename, rm, stat } from "node:fs/promises";
import { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
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
  try {
    const signal = AbortSignal.any([file.signal, quiet.signal]);
    const answer = await fetch(file.url, { signal, headers: done > 0 ? { range: `bytes=${done}-` } : {} });
    if (answer.status >= 400 && answer.status < 500 && answer.status !== 429)
      throw new AbortError(`${file.url.href} answered ${answer.status}`);
    if (!answer.ok || !answer.body) throw new Error(`${file.url.href} answered ${answer.status}`);
    // A server that does not know ranges sends the whole file again.
    const resumed = answer.status === 206;
    if (!resumed) done = 0;
    const tap = new Transform({
      transform(chunk: Buffer, _encoding, next) {
        timer.refresh();
        done += chunk.length;
        progress(done);
        next(null, chunk);
      },
    });
    await pipeline(Readable.fromWeb(answer.body), tap, createWriteStream(part, { flags: resumed ? "a" : "w" }), {
      signal,
    });
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
  }
}
