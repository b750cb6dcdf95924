import { readFile, stat } from "node:fs/promises";
import { exitCodes, InfoplaneError } from "@infoplane/contracts";
import { messages } from "../messages.ts";

/**
 * The text of a regular file: UTF-8, or UTF-16 with a byte order mark, as PowerShell writes it. `largest`: bytes at
 * most. Pipes and devices are not opened. Throws InfoplaneError.
 */
export async function readText(file: string, largest: number): Promise<string> {
  try {
    const found = await stat(file);
    if (!found.isFile()) {
      const what = found.isDirectory() ? "it is a folder" : "it is not a regular file";
      throw new InfoplaneError(messages.fileUnreadable(file, what), exitCodes.wrongExperiment);
    }
    if (found.size > largest)
      throw new InfoplaneError(messages.fileTooLong(file, found.size), exitCodes.wrongExperiment);
    return decoded(await readFile(file), file);
  } catch (error) {
    if (error instanceof InfoplaneError) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    const problem = code === "ENOENT" ? messages.fileMissing(file) : messages.fileUnreadable(file, message);
    throw new InfoplaneError(problem, exitCodes.wrongExperiment, { cause: error });
  }
}

function decoded(bytes: Buffer, file: string): string {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return new TextDecoder("utf-16le").decode(bytes);
  if (first === 0xfe && second === 0xff) return new TextDecoder("utf-16be").decode(bytes);
  // In UTF-16 text with Latin letters every other byte is zero.
  const isHalfEmpty = bytes.length >= 4 && (first === 0) !== (second === 0) && (bytes[2] === 0) !== (bytes[3] === 0);
  if (isHalfEmpty) throw new InfoplaneError(messages.utf16(file), exitCodes.wrongExperiment);
  return bytes.toString("utf8");
}
