import type { FileHandle } from "node:fs/promises";
import { basename } from "node:path";
import { damaged, messages } from "../messages.ts";
import type { DownloadContext } from "./download.ts";

/** A transfer that did not come to its end; `transient` when another attempt may succeed. */
export class TransferFailed extends Error {
  constructor(
    message: string,
    readonly transient: boolean,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = "TransferFailed";
  }
}

/** A server that sends nothing for so long is given up. */
const stallMilliseconds = 30_000;

/**
 * Appends what is missing of `url` to `file` (opened for appending). Returns true when it went on from earlier bytes.
 * Throws TransferFailed; what arrived stays in the file.
 */
export async function transfer(url: string, file: FileHandle, context: DownloadContext): Promise<boolean> {
  requireSecure(url);
  const { size } = await file.stat();
  const stall = new AbortController();
  const timer = setTimeout(() => stall.abort(new Error("the server went silent")), stallMilliseconds);
  try {
    const response = await fetch(url, {
      headers: size > 0 ? { range: `bytes=${size}-` } : {},
      signal: AbortSignal.any([context.signal, stall.signal]),
    });
    requireSecure(response.url);
    if (response.status === 416) return true;
    if (!response.ok || !response.body) throw httpFailure(response.status);
    const resumed = response.status === 206;
    if (!resumed) await file.truncate(0);
    const progress = reporter(url, resumed ? size : 0, response, context);
    for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
      timer.refresh();
      await file.writeFile(chunk);
      progress(chunk.byteLength);
    }
    return resumed && size > 0;
  } catch (error) {
    throw asFailure(error, url);
  } finally {
    clearTimeout(timer);
  }
}

function requireSecure(url: string): void {
  const { protocol, hostname } = new URL(url);
  if (protocol !== "https:" && hostname !== "127.0.0.1") throw damaged(messages.insecure(url));
}

function httpFailure(status: number): TransferFailed {
  const transient = status >= 500 || status === 408 || status === 429;
  return new TransferFailed(`the server answered ${status}`, transient);
}

function asFailure(error: unknown, url: string): unknown {
  if (!(error instanceof Error) || error.name === "DataDamaged" || error instanceof TransferFailed) return error;
  const cause = error.cause instanceof Error ? error.cause : error;
  const code = "code" in cause ? String(cause.code) : undefined;
  if (code === "ENOSPC" || code === "EACCES" || code === "EROFS") return error;
  const host = new URL(url).host;
  const transient = code !== "ENOTFOUND";
  return new TransferFailed(`the connection to ${host} failed (${code ?? cause.message})`, transient, { cause: error });
}

/** Says every tenth of the way, or every 20 MB when the length is not known. */
function reporter(url: string, start: number, response: Response, context: DownloadContext): (bytes: number) => void {
  const length = Number(response.headers.get("content-length") ?? 0);
  const total = length > 0 ? start + length : undefined;
  const name = basename(new URL(url).pathname);
  const stride = total ? total / 10 : 20e6;
  let done = start;
  let next = start + stride;
  const from = start > 0 ? `going on at ${megabytes(start)}` : `from ${new URL(url).host}`;
  context.report(`downloading ${name}${total ? ` (${megabytes(total)})` : ""}, ${from}`);
  return (bytes) => {
    done += bytes;
    if (done < next || done === total) return;
    next += stride;
    context.report(`${name}: ${megabytes(done)}${total ? `, ${Math.floor((100 * done) / total)}%` : ""}`);
  };
}

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(bytes < 10e6 ? 1 : 0)} MB`;
