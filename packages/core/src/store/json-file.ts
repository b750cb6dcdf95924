import { hash } from "node:crypto";
import { exitCodes, InfoplaneError } from "@infoplane/contracts";
import type { z } from "zod";
import { fileDamaged, reasonOf } from "../messages.ts";
import { readIfThere } from "./read-if-there.ts";
import { writeAtomic } from "./write-atomic.ts";

/** The last key of a stored object: a sum of all that stands before it. Files of before have none. */
const checkPattern = /,\s*"check":\s*"([0-9a-f]{16})"\s*\}\s*$/;
const longestCheck = 80;

/** Writes an object with a check as its last key, in lines where `indent` says so. See {@link writeAtomic}. */
export async function writeJson(
  file: string,
  value: object,
  { indent }: { readonly indent?: boolean } = {},
): Promise<void> {
  const text = JSON.stringify(value, undefined, indent ? 2 : undefined);
  const body = text.slice(0, indent ? -2 : -1);
  await writeAtomic(
    file,
    indent ? `${body},\n  "check": "${sumOf(body)}"\n}\n` : `${body},"check":"${sumOf(body)}"}\n`,
  );
}

/**
 * Reads and checks a JSON file that {@link writeJson} wrote; undefined when it is not there. Throws InfoplaneError:
 * `core/store-file-damaged`, `core/store-file-unreadable`.
 */
export async function readJson<T>(file: string, schema: z.ZodType<T>): Promise<T | undefined> {
  const text = await readIfThere(file);
  if (text === undefined) return undefined;
  try {
    const check = checkPattern.exec(text.slice(-longestCheck));
    const body = check ? text.slice(0, Math.max(0, text.length - longestCheck) + check.index) : text;
    const value: unknown = JSON.parse(check ? `${body}}` : text);
    if (check && sumOf(body) !== check[1]) throw new Error("its check does not fit, it was changed");
    return schema.parse(value);
  } catch (error) {
    throw new InfoplaneError(fileDamaged(file, reasonOf(error)), exitCodes.damaged, { cause: error });
  }
}

function sumOf(text: string): string {
  return hash("sha256", text).slice(0, 16);
}
