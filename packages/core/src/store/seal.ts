import { rm } from "node:fs/promises";
import { join } from "node:path";
import { z } from "@infoplane/contracts";
import { hashFile, withStorageErrors } from "@infoplane/files";
import { readJson, writeJson } from "./json-file.ts";

const sealSchema = z.object({
  asked: z.string(),
  records: z.string(),
  lines: z.int().nonnegative().exactOptional(),
  sum: z.string().exactOptional(),
});

/**
 * `seal.json` of a finished cell. While `asked` and the digest are unchanged, nothing is left to do, and no one has to
 * parse the records to know it. Rows measured later follow the sealed ones: `lines` and `sum` stay valid.
 */
export interface Seal {
  /** What was asked of the cell. */
  readonly asked: string;
  /** SHA-256 of `records.jsonl`. */
  readonly records: string;
  /** Lines of `records.jsonl`, and the sum in the check of the last one. Absent if lines have no checks. */
  readonly lines?: number;
  readonly sum?: string;
}

/** `seal.json` of a cell's folder. */
export const sealFile = (directory: string): string => join(directory, "seal.json");

/** Undefined if there is none. Throws InfoplaneError (`core/store-file-damaged`). */
export function readSeal(directory: string, cell: string): Promise<Seal | undefined> {
  return readJson(sealFile(directory), sealSchema, { of: cell });
}

export async function writeSeal(directory: string, cell: string, seal: Seal): Promise<void> {
  await writeJson(sealFile(directory), seal, { of: cell });
}

/** Called before sealed rows are dropped or changed. */
export async function breakSeal(directory: string): Promise<void> {
  const file = sealFile(directory);
  await withStorageErrors(file, () => rm(file, { force: true }));
}

/** SHA-256 of a file. */
export async function digestOf(file: string): Promise<string> {
  return hashFile(file, "sha256");
}
