import { readFile } from "node:fs/promises";
import { exitCodes, InfoplaneError } from "@infoplane/contracts";
import type { z } from "zod";
import { fileDamaged, reasonOf } from "../messages.ts";
import { errorCode } from "./storing.ts";

/** Reads and checks a JSON file; undefined when it is not there. Throws InfoplaneError (`store-file-damaged`). */
export async function readJson<T>(file: string, schema: z.ZodType<T>): Promise<T | undefined> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    if (errorCode(error) === "ENOENT") return undefined;
    throw error;
  }
  try {
    return schema.parse(JSON.parse(text));
  } catch (error) {
    throw new InfoplaneError(fileDamaged(file, reasonOf(error)), exitCodes.wrongEnvironment, { cause: error });
  }
}
