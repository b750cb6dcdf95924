import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { tempDirectory, type TempDirectory } from "../test/temp-directory.ts";
import { acquireLock } from "./acquire-lock.ts";
import { ownPart } from "../temporary-files.ts";

/** As a network file system does whose answer was lost: it asks again, and its own link is in the way. */
vi.mock("node:fs/promises", async (load) => {
  const original = await load<typeof import("node:fs/promises")>();
  const link = async (from: string, to: string): Promise<void> => {
    await original.link(from, to);
    throw Object.assign(new Error("EEXIST: file already exists"), { code: "EEXIST", syscall: "link" });
  };
  return { ...original, link };
});

let directory: TempDirectory;
beforeEach(async () => {
  directory = await tempDirectory();
});
afterEach(() => directory.remove());

it("holds a lock whose link is there though the answer says that another was", async () => {
  const file = join(directory.path, "lock");
  const lock = await acquireLock(file);
  await expect(acquireLock(file)).rejects.toThrow("files/locked");
  await lock.release();
  await writeFile(file, `${JSON.stringify({ pid: 2 ** 22, host: "elsewhere", start: "1" })}\n`);
  await (await acquireLock(file, { silence: 50 })).release();
  expect(await readdir(directory.path)).toEqual([]);
});

it("names temporary files like no other process, not even one with the same number", async () => {
  vi.resetModules();
  const other = await import("../temporary-files.ts");
  expect(other.ownPart).not.toBe(ownPart);
});
