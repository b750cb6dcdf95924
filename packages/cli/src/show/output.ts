import { visible } from "@infoplane/dsl";
import { outliveReaders, write } from "@infoplane/runtime/process";
import pc from "picocolors";

/** Where a command writes: results on stdout, everything about the work on stderr. */
export interface Output {
  /** A line of the result. */
  print(text: string): void;
  /** A line about the work. */
  note(text: string): void;
  /** Lines that are replaced by the next ones; only if `live`. */
  replace(...lines: readonly string[]): void;
  readonly live: boolean;
  readonly color: boolean;
}

/** The program's own colours. */
const colours = /(\u001b\[(?:[0-2]|22|3[1-39])m)/;

/** What a command prints may come from a run's store, which must not steer the terminal. */
function shown(text: string): string {
  if (!pc.isColorSupported) return visible(text);
  return text
    .split(colours)
    .map((part, index) => (index % 2 === 0 ? visible(part) : part))
    .join("");
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
      write(process.stdout, shown(text));
      // On a disk that had room for a part of the text, only this fails.
      write(process.stdout, "\n");
    },
    note(text) {
      clear();
      write(process.stderr, `${shown(text)}\n`);
    },
    replace(...lines) {
      if (!live) return;
      clear();
      const width = (process.stderr.columns || 80) - 1;
      write(process.stderr, lines.map((line) => visible(line.slice(0, width))).join("\n"));
      drawn = lines.length;
    },
  };
}
