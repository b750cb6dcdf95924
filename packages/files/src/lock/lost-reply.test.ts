import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { tempDirectory, type TempDirectory } from "../test/temp-directory.ts";
import { acquireLock } from "./acquire-lock.ts";
import { ownPart } from "../temporary-files.ts";

/** Imitates a network file system whose reply was lost: it repeats the request, and its own link is in the way. */
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

it("holds a lock whose link exists although the reply says that another one did", async () => {
  const file = join(directory.path, "lock");
  const lock = await acquireLock(file);
  await expect(acquireLock(file)).rejects.toThrow("files/locked");
  await lock.release();
  await writeFile(file, `${JSON.stringify({ pid: 2 ** 22, host: "elsewhere", start: "1" })}\n`);
  await (await acquireLock(file, { staleAfter: 50 })).release();
  expect(await readdir(directory.path)).toEqual([]);
});

it("gives temporary files names unlike those of any other process, even one with the same pid", async () => {
  vi.resetModules();
  const other = await import("../temporary-files.ts");
  expect(other.ownPart).not.toBe(ownPart);
});
