import { exitCodes, InfoplaneError } from "@infoplane/contracts";
import type { z } from "zod";
import { fileDamaged, reasonOf } from "../messages.ts";
import { readIfThere } from "./read-if-there.ts";

/**
 * Reads and checks a JSON file; undefined when it is not there. Throws InfoplaneError: `core/store-file-damaged`,
 * `core/store-file-unreadable`.
 */
export async function readJson<T>(file: string, schema: z.ZodType<T>): Promise<T | undefined> {
  const text = await readIfThere(file);
  if (text === undefined) return undefined;
  try {
    return schema.parse(JSON.parse(text));
  } catch (error) {
    throw new InfoplaneError(fileDamaged(file, reasonOf(error)), exitCodes.wrongEnvironment, { cause: error });
  }
}
