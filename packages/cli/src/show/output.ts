import pc from "picocolors";

/** Where a command writes: results on stdout, everything about the work on stderr. */
export interface Output {
  /** A line of the result. */
  print(text: string): void;
  /** A line about the work. */
  note(text: string): void;
  /** Lines that the next ones replace; only where `live`. */
  replace(...lines: readonly string[]): void;
  readonly live: boolean;
  readonly color: boolean;
}

export function terminalOutput(): Output {
  outliveReaders();
  const live = process.stderr.isTTY && !process.env["CI"];
  let drawn = 0;
  const clear = (): void => {
    if (drawn > 0) write(process.stderr, `\r\u001b[2K${"\u001b[1A\u001b[2K".repeat(drawn - 1)}`);
    drawn = 0;
  };
  return {
    live,
    color: pc.isColorSupported,
    print(text) {
      clear();
      write(process.stdout, `${text}\n`);
    },
    note(text) {
      clear();
      write(process.stderr, `${text}\n`);
    },
    replace(...lines) {
      if (!live) return;
      clear();
      const width = (process.stderr.columns || 80) - 1;
      write(process.stderr, lines.map((line) => line.slice(0, width)).join("\n"));
      drawn = lines.length;
    },
  };
}

/** Of who reads, and of the disk under a file that this goes to: no reason to end a training. */
const outlived = new Set(["EPIPE", "EIO", "EBADF", "ENOSPC", "EDQUOT", "EFBIG"]);

/** A write to a file fails at once, one to a pipe or a terminal later. */
function write(stream: NodeJS.WriteStream, text: string): void {
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
function outliveReaders(): void {
  if (outliving) return;
  outliving = true;
  for (const stream of [process.stdout, process.stderr]) stream.on("error", outlive);
}
