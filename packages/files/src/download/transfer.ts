import type { FileHandle } from "node:fs/promises";
import { isSystemFault } from "../system-fault.ts";
import { DownloadError } from "./download-error.ts";
import type { DownloadOptions, RemoteFile } from "./download-file.ts";
import { secureUrl } from "./secure-url.ts";

/** Milliseconds of silence after which a server is given up. */
const longestSilence = 60_000;

/**
 * Appends the missing part of a remote file to `file` (opened for appending). Returns true if bytes of an earlier
 * attempt were kept. Throws DownloadError; what was received stays in the file. Disk errors pass through.
 */
export async function transfer(
  remote: RemoteFile,
  file: FileHandle,
  { signal, onProgress }: DownloadOptions,
): Promise<boolean> {
  const url = secureUrl(remote.url);
  const start = await startOf(remote, file);
  if (start > 0 && start === remote.bytes) return true;
  const silent = new AbortController();
  const timer = setTimeout(() => silent.abort(new Error("the server went silent")), longestSilence);
  try {
    const response = await fetch(url, {
      headers: start > 0 ? { range: `bytes=${start}-` } : {},
      signal: AbortSignal.any([signal, silent.signal]),
    });
    // The server may have redirected us.
    secureUrl(response.url);
    if (response.status === 416) return true;
    if (!response.ok || !response.body) throw refusal(url.href, response.status);
    const isResumed = response.status === 206;
    // A server that does not support ranges sends the whole file again.
    if (!isResumed) await file.truncate(0);
    const begin = isResumed ? start : 0;
    const length = Number(response.headers.get("content-length") ?? 0);
    const total = remote.bytes ?? (length > 0 ? begin + length : undefined);
    const report = (done: number) => onProgress?.({ done, begin, ...(total !== undefined && { total }) });
    let done = begin;
    report(done);
    // Written chunk by chunk: a broken stream would lose what it had not written yet.
    // The DOM's types, which a dependent project may load, do not say that the body is iterable.
    for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
      timer.refresh();
      await file.writeFile(chunk);
      report((done += chunk.byteLength));
    }
    if (remote.bytes !== undefined && done < remote.bytes)
      throw new DownloadError("connection", url.href, `it ended after ${done} of ${remote.bytes} bytes`, true);
    await file.sync();
    return begin > 0;
  } catch (error) {
    if (error instanceof DownloadError || isSystemFault(error)) throw error;
    throw brokenConnection(url, error);
  } finally {
    clearTimeout(timer);
  }
}

/** Bytes that an earlier attempt left; if they exceed the file's size they are discarded. */
async function startOf({ bytes }: RemoteFile, file: FileHandle): Promise<number> {
  const { size } = await file.stat();
  if (bytes === undefined || size <= bytes) return size;
  await file.truncate(0);
  return 0;
}

function refusal(url: string, status: number): DownloadError {
  const isTransient = status >= 500 || status === 408 || status === 429;
  return new DownloadError("refused", url, `the server answered ${status}`, isTransient);
}

/** `fetch` only says of a broken connection that it failed; the reason is in the cause. */
function brokenConnection({ href, host }: URL, error: unknown): DownloadError {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : undefined;
  const why = code ?? (cause instanceof Error ? cause.message : String(cause));
  const reason = `the connection to ${host} failed (${why})`;
  return new DownloadError("connection", href, reason, code !== "ENOTFOUND", { cause: error });
}
