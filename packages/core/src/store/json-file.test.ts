import { readFile, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { exitCodes, InfoplaneError, z } from "@infoplane/contracts";
import { afterEach, beforeEach, expect, it } from "vitest";
import { tempDirectory, type TempDirectory } from "../test/index.ts";
import { readJson, writeJson } from "./json-file.ts";

let directory: TempDirectory;
let file: string;
beforeEach(async () => {
  directory = await tempDirectory();
  file = join(directory.path, "status.json");
});
afterEach(() => directory.remove());

const value = { state: "done", at: { epoch: 3, step: 0 }, seconds: 1.25, text: 'ä "}, "check": "' };
const schema = z.looseObject({ state: z.string() });

it.each([true, false])("returns what was written, as plain JSON: indent %s", async (indent) => {
  await writeJson(file, value, { indent });
  expect(await readJson(file, schema)).toEqual(value);
  expect(JSON.parse(await readFile(file, "utf8"))).toMatchObject(value);
  expect(await readJson(join(directory.path, "none.json"), schema)).toBeUndefined();
});

it("reads older files, which have no check", async () => {
  await writeFile(file, JSON.stringify(value));
  expect(await readJson(file, schema)).toEqual(value);
});

it.each([true, false])("never takes another value for what was written: indent %s", async (indent) => {
  await writeJson(file, value, { indent });
  const sound = await readFile(file);
  await fc.assert(
    fc.asyncProperty(fc.nat(sound.length - 1), fc.integer({ min: 1, max: 255 }), async (at, byte) => {
      const bytes = Buffer.from(sound);
      bytes[at] = (bytes[at] ?? 0) ^ byte;
      await writeFile(file, bytes);
      const read = await readJson(file, schema).catch((error: unknown) => error);
      // White space may change, and so may the key of the check, which adds a key.
      if (read instanceof InfoplaneError) expect(read.exitCode).toBe(exitCodes.damaged);
      else expect(read).toMatchObject(value);
    }),
    { numRuns: 300 },
  );
});

it("refuses a file that no text has room for, unread, and names it", async () => {
  await writeJson(file, value);
  await truncate(file, 700 * 1024 * 1024);
  const error = await readJson(file, schema).catch((caught: unknown) => caught);
  expect((error as InfoplaneError).exitCode).toBe(exitCodes.damaged);
  expect((error as InfoplaneError).message).toContain(`${file} is damaged: it has 734,003,200 bytes`);
});

it.each(["", "{", "[]", "null", "7", '{"other":1}'])("refuses %j and names the file", async (text) => {
  await writeFile(file, text);
  const error = await readJson(file, schema).catch((caught: unknown) => caught);
  expect((error as InfoplaneError).message).toContain(`core/store-file-damaged: ${file} is damaged: `);
});
