import pc from "picocolors";

/** Where a command writes: results on stdout, everything about the work on stderr. */
export interface Output {
  /** A line of the result. */
  print(text: string): void;
  /** A line about the work. */
  note(text: string): void;
  /** A line that the next one replaces; only where `live`. */
  replace(text: string): void;
  readonly live: boolean;
  readonly color: boolean;
}

export function terminalOutput(): Output {
  outliveReaders();
  const live = process.stderr.isTTY && !process.env["CI"];
  let drawn = false;
  const clear = (): void => {
    if (drawn) process.stderr.write("\r\u001b[2K");
    drawn = false;
  };
  return {
    live,
    color: pc.isColorSupported,
    print(text) {
      clear();
      process.stdout.write(`${text}\n`);
    },
    note(text) {
      clear();
      process.stderr.write(`${text}\n`);
    },
    replace(text) {
      if (!live) return;
      clear();
      process.stderr.write(text.slice(0, (process.stderr.columns || 80) - 1));
      drawn = true;
    },
  };
}

let outliving = false;

/** Whoever read may have gone, as in `plugins | head`: the work goes on without them. */
function outliveReaders(): void {
  if (outliving) return;
  outliving = true;
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EPIPE") throw error;
    });
  }
}
