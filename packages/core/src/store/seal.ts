import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { z } from "@infoplane/contracts";
import { readJson } from "./read-json.ts";
import { writeAtomic } from "./write-atomic.ts";

const sealSchema = z.object({ asked: z.string(), records: z.string() });

/**
 * `seal.json` of a finished cell: what was asked of it, and the SHA-256 of its records. While both are the same, nothing
 * is left to do, and nobody has to parse the records to know it. Without it, or when it does not fit, they are parsed.
 */
export async function writeSeal(directory: string, records: string, asked: string): Promise<void> {
  const seal = { asked, records: await digestOf(records) };
  await writeAtomic(join(directory, sealFile), `${JSON.stringify(seal)}\n`);
}

export async function isSealed(directory: string, records: string, asked: string): Promise<boolean> {
  const seal = await readJson(join(directory, sealFile), sealSchema).catch(() => undefined);
  return seal?.asked === asked && seal.records === (await digestOf(records));
}

const sealFile = "seal.json";

async function digestOf(file: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(file, { highWaterMark: 1 << 20 }), hash);
  return hash.digest("hex");
}
