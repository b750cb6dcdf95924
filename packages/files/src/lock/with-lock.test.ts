import { spawnSync } from "node:child_process";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { tempDirectory, type TempDirectory } from "../test/temp-directory.ts";
import { acquireLock } from "./acquire-lock.ts";
import { withLock } from "./with-lock.ts";

let directory: TempDirectory;
let file: string;
beforeEach(async () => {
  directory = await tempDirectory();
  file = join(directory.path, "lock");
});
afterEach(() => directory.remove());

const { signal } = new AbortController();

it("waits for the process that holds the lock, and reports once who that is", async () => {
  const lock = await acquireLock(file);
  const waited: number[] = [];
  let isReleased = false;
  const onWait = ({ pid }: { readonly pid: number }): number => waited.push(pid);
  const work = withLock(file, { signal, onWait }, () => Promise.resolve(isReleased));
  await vi.waitFor(() => expect(waited).toHaveLength(1), { timeout: 30_000 });
  // It looks again meanwhile, and says nothing.
  await new Promise((resolve) => setTimeout(resolve, 1200));
  isReleased = true;
  await lock.release();
  expect(await work).toBe(true);
  expect(waited).toEqual([process.pid]);
  expect(await readdir(directory.path)).toEqual([]);
});

it("lets one at a time work", async () => {
  let [working, most] = [0, 0];
  const work = async (): Promise<void> => {
    most = Math.max(most, ++working);
    await new Promise((resolve) => setTimeout(resolve, 20));
    working--;
  };
  await Promise.all(Array.from({ length: 3 }, () => withLock(file, { signal }, work)));
  expect(most).toBe(1);
});

it("takes over from a process that died", async () => {
  const { pid } = spawnSync(process.execPath, ["--version"]);
  await writeFile(file, `${JSON.stringify({ pid, host: hostname(), start: "1" })}\n`);
  expect(await withLock(file, { signal }, () => readFile(file, "utf8"))).toContain(`"pid":${process.pid}`);
});

it("releases the lock if the work throws, and passes the error on", async () => {
  const failed = withLock(file, { signal }, () => Promise.reject(new Error("no such wheel")));
  await expect(failed).rejects.toThrow("no such wheel");
  expect(await readdir(directory.path)).toEqual([]);
});

it("stops waiting when told to", async () => {
  const lock = await acquireLock(file);
  const stop = new AbortController();
  const waiting = withLock(file, { signal: stop.signal, onWait: () => stop.abort(new Error("enough")) }, () =>
    expect.unreachable(),
  );
  await expect(waiting).rejects.toThrow("enough");
  await lock.release();
});

it("tells the work if the lock was lost, and leaves the lock to the other process", async () => {
  const other = `${JSON.stringify({ pid: process.pid, host: "elsewhere", start: "1" })}\n`;
  const lost = withLock(file, { signal }, async (during) => {
    await writeFile(file, other);
    await new Promise((resolve) => during.addEventListener("abort", resolve, { once: true }));
    during.throwIfAborted();
  });
  await expect(lost).rejects.toThrow("files/lock-lost");
  expect(await readFile(file, "utf8")).toBe(other);
});
