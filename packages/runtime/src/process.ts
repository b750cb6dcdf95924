import { setImmediate } from "node:timers/promises";
import { absoluteEntries } from "@infoplane/files/absolute-entries";

let isKept = false;

/**
 * From now on only this user may write what the process writes, and this user may read it, whatever the umask: the
 * contents of a run or the cache are trusted, and code is loaded from the cache.
 */
export function keepFilesOwn(): void {
  // Once plugins are loaded the umask is held, for this program too.
  if (isKept) return;
  isKept = true;
  const before = process.umask(0o022);
  process.umask((before & 0o077) | 0o022);
}

/** From now on programs are looked up in absolute folders of PATH only. */
export function keepPathAbsolute(): void {
  const path = process.env["PATH"];
  if (path !== undefined) process.env["PATH"] = absoluteEntries(path);
}

/** Errors of the reader, or of the disk under an output file: no reason to end a training. */
const outlived = new Set(["EPIPE", "EIO", "EBADF", "ENOSPC", "EDQUOT", "EFBIG"]);

/** A write to a file fails at once, one to a pipe or a terminal later. */
export function write(stream: NodeJS.WriteStream, text: string): void {
  try {
    stream.write(text);
  } catch (error) {
    outlive(stream, error as NodeJS.ErrnoException);
  }
}

/** Of standard output, whose reader did not go. */
let lost: NodeJS.ErrnoException | undefined;

function outlive(stream: NodeJS.WriteStream, error: NodeJS.ErrnoException): void {
  if (!outlived.has(error.code ?? "")) throw error;
  if (stream === process.stdout && error.code !== "EPIPE") lost ??= error;
}

/** Why a part of what was written to standard output is not there; undefined if all is, or if nobody reads it. */
export async function lostOutput(): Promise<string | undefined> {
  // Errors of files are told in the next turn of the event loop.
  await setImmediate();
  return lost?.message;
}

let outliving = false;

/** The reader may be gone, as in `plugins | head`, or the terminal: the work continues without it. */
export function outliveReaders(): void {
  if (outliving) return;
  outliving = true;
  for (const stream of [process.stdout, process.stderr])
    stream.on("error", (error: NodeJS.ErrnoException) => outlive(stream, error));
}

let leaving: ((code: number) => void) | undefined;

/** What ends a process that plugins were loaded into. */
export function endBy(leave: (code: number) => void): void {
  leaving = leave;
}

/** To be called when a process has done everything: it ends with this code, whatever plugins have left running in it. */
export function endProcess(code: number): void {
  process.exitCode = code;
  leaving?.(code);
}
