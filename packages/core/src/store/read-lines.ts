import { faultCode, openRegular } from "@infoplane/files";
import { unreadable } from "./read-stored.ts";

/** One line of a text file. */
export interface Line {
  /** From 1. */
  readonly number: number;
  /** Undefined if it is longer than any line that was ever written. */
  readonly text: string | undefined;
  /** False for a last line without a newline. */
  readonly isFinished: boolean;
}

/** Maximum bytes of a line: a record has a few hundred. */
const longest = 16 * 1024 * 1024;
const newline = 0x0a;

/**
 * Yields the lines of a file in constant memory; none if it does not exist. Throws InfoplaneError
 * (`core/store-file-unreadable`).
 */
export async function* linesOf(file: string): AsyncGenerator<Line, void> {
  let number = 1;
  let pieces: Buffer[] = [];
  let length = 0;
  const take = (isFinished: boolean): Line => {
    const text = length > longest ? undefined : Buffer.concat(pieces).toString("utf8");
    pieces = [];
    length = 0;
    return { number: number++, text, isFinished };
  };
  const add = (piece: Buffer): void => {
    length += piece.length;
    if (length <= longest) pieces.push(piece);
    else pieces = [];
  };
  try {
    const { handle } = await openRegular(file);
    for await (const chunk of handle.createReadStream({ highWaterMark: 1 << 18 }) as AsyncIterable<Buffer>) {
      let start = 0;
      for (let end = chunk.indexOf(newline); end >= 0; end = chunk.indexOf(newline, start)) {
        add(chunk.subarray(start, end));
        yield take(true);
        start = end + 1;
      }
      if (start < chunk.length) add(chunk.subarray(start));
    }
    if (length > 0) yield take(false);
  } catch (error) {
    if (faultCode(error) === "ENOENT") return;
    throw unreadable(file, error);
  }
}
