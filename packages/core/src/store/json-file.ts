import { exitCodes, InfoplaneError, reasonOf, z } from "@infoplane/contracts";
import { writeAtomic } from "@infoplane/files";
import type { ZodType } from "zod";
import { fileDamaged } from "../messages.ts";
import { readIfThere } from "./read-stored.ts";
import { sumOf } from "./sum-of.ts";

/** The last key of a stored object: a sum of everything before it. Older files have none. */
const checkPattern = /,\s*"check":\s*"([0-9a-f]{16})"\s*\}\s*$/;
const longestCheck = 80;

export interface JsonFileOptions {
  /** What the file belongs to, such as the hash of its cell: a file of another one counts as damaged. */
  readonly of?: string;
  /** Writes it on several lines. */
  readonly indent?: boolean;
}

/** Writes an object with a check as its last key, and returns the check. See {@link writeAtomic}. */
export async function writeJson(
  file: string,
  value: object,
  { of = "", indent = false }: JsonFileOptions = {},
): Promise<string> {
  const text = JSON.stringify(value, undefined, indent ? 2 : undefined);
  const body = text.slice(0, indent ? -2 : -1);
  const sum = sumOf(of, body);
  await writeAtomic(file, indent ? `${body},\n  "check": "${sum}"\n}\n` : `${body},"check":"${sum}"}\n`);
  return sum;
}

/**
 * Reads and checks a JSON file that {@link writeJson} wrote; undefined if it does not exist. Throws InfoplaneError:
 * `core/store-file-damaged`, `core/store-file-unreadable`.
 */
export async function readJson<T>(
  file: string,
  schema: ZodType<T>,
  options: Pick<JsonFileOptions, "of"> = {},
): Promise<T | undefined> {
  return (await readChecked(file, schema, options))?.value;
}

/** The same, with the file's check; older files have none. */
export async function readChecked<T>(
  file: string,
  schema: ZodType<T>,
  { of = "" }: Pick<JsonFileOptions, "of"> = {},
): Promise<{ readonly value: T; readonly check: string | undefined } | undefined> {
  const text = await readIfThere(file);
  if (text === undefined) return undefined;
  try {
    const check = checkPattern.exec(text.slice(-longestCheck));
    const body = check ? text.slice(0, Math.max(0, text.length - longestCheck) + check.index) : text;
    const value: unknown = JSON.parse(check ? `${body}}` : text);
    if (check && sumOf(of, body) !== check[1])
      throw new Error("its check does not match: it was changed, or belongs to another file");
    return { value: schema.parse(value), check: check?.[1] };
  } catch (error) {
    throw new InfoplaneError(fileDamaged(file, reasonIn(error)), exitCodes.damaged, { cause: error });
  }
}

/** `arms.0.training: Invalid input...`: the first fault of a schema. */
function reasonIn(error: unknown): string {
  const [issue] = error instanceof z.ZodError ? error.issues : [];
  return issue ? [issue.path.join("."), issue.message].filter((part) => part !== "").join(": ") : reasonOf(error);
}
