/**
 * From now on nobody but this user may write what the process writes, and this user may read it, whatever the umask: what
 * a run or the cache holds is believed, and code is loaded from the cache.
 */
export function keepFilesOwn(): void {
  const before = process.umask(0o022);
  process.umask((before & 0o077) | 0o022);
}

/** Of who reads, and of the disk under a file that this goes to: no reason to end a training. */
const outlived = new Set(["EPIPE", "EIO", "EBADF", "ENOSPC", "EDQUOT", "EFBIG"]);

/** A write to a file fails at once, one to a pipe or a terminal later. */
export function write(stream: NodeJS.WriteStream, text: string): void {
  try {
    stream.write(text);
  } catch (error) {
    outlive(error as NodeJS.ErrnoException);
  }
}

function outlive(error: NodeJS.ErrnoException): void {
  if (!outlived.has(error.code ?? "")) throw error;
}

let outliving = false;

/** Whoever read may have gone, as in `plugins | head`, or the terminal: the work goes on without them. */
export function outliveReaders(): void {
  if (outliving) return;
  outliving = true;
  for (const stream of [process.stdout, process.stderr]) stream.on("error", outlive);
}
