import { execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { mkdir, readdir, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { exitCodes, InfoplaneError } from "@infoplane/contracts";
import { needs } from "@infoplane/contracts/test";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { tempDirectory, type TempDirectory } from "../test/index.ts";
import { acquireLock, type Lock } from "./acquire-lock.ts";

let directory: TempDirectory;
let file: string;
beforeEach(async () => {
  directory = await tempDirectory();
  file = join(directory.path, "lock");
});
afterEach(() => directory.remove());

const refusal = async (): Promise<InfoplaneError> => {
  const error = await acquireLock(file).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(InfoplaneError);
  return error as InfoplaneError;
};
const deadProcess = (): number => spawnSync(process.execPath, ["--version"]).pid;
const owner = (pid: number, host = hostname(), start = "1"): string => `${JSON.stringify({ pid, host, start })}\n`;

describe("acquireLock", () => {
  it("refuses a second owner, and names the first", async () => {
    const lock = await acquireLock(file);
    const { diagnostics, exitCode } = await refusal();
    expect(exitCode).toBe(exitCodes.wrongEnvironment);
    expect(diagnostics[0]?.code).toBe("files/locked");
    expect(diagnostics[0]?.message).toContain(`process ${process.pid} on ${hostname()}`);
    await lock.release();
    await (await acquireLock(file)).release();
    expect(await readdir(directory.path)).toEqual([]);
  });

  it("refuses while another live process holds it", async () => {
    const child = spawn("sleep", ["30"]);
    try {
      await once(child, "spawn");
      await writeFile(file, owner(child.pid ?? 0, hostname(), ""));
      expect((await refusal()).diagnostics[0]?.code).toBe("files/locked");
    } finally {
      child.kill("SIGKILL");
    }
  });

  it("takes over from a dead process", async () => {
    await writeFile(file, owner(deadProcess()));
    const lock = await acquireLock(file);
    expect(JSON.parse(await readFile(file, "utf8"))).toMatchObject({ pid: process.pid });
    await lock.release();
  });

  it("takes over if the pid was reused by another process", needs("Linux", process.platform === "linux"), async () => {
    await writeFile(file, owner(process.pid, hostname(), "1"));
    await (await acquireLock(file)).release();
    expect(await readdir(directory.path)).toEqual([]);
  });

  it("refuses while a process on another host shows signs of life", async () => {
    await writeFile(file, owner(deadProcess(), "elsewhere"));
    let count = 0;
    const beat = setInterval(() => void writeFile(`${file}.beat`, String(count++)), 100);
    const hosts: string[] = [];
    const error = await acquireLock(file, { onWatch: (host) => hosts.push(host) }).catch((caught: unknown) => caught);
    clearInterval(beat);
    expect((error as InfoplaneError).diagnostics[0]?.code).toBe("files/locked");
    expect(hosts).toEqual(["elsewhere"]);
  });

  it("takes over from a process on another host that shows none", async () => {
    await writeFile(file, owner(deadProcess(), "elsewhere"));
    await writeFile(`${file}.beat`, "41");
    await (await acquireLock(file, { staleAfter: 700 })).release();
    expect(await readdir(directory.path)).toEqual([]);
  });

  it("takes over from a process on another host that was killed while taking over", async () => {
    await writeFile(file, owner(deadProcess()));
    await writeFile(`${file}.takeover`, owner(deadProcess(), "elsewhere"));
    await (await acquireLock(file, { staleAfter: 100 })).release();
    expect(await readdir(directory.path)).toEqual([]);
  });

  it("takes over at once from another host if both belong to one job, which was restarted here", async () => {
    vi.stubEnv("SLURM_JOB_ID", "77");
    await writeFile(file, `${JSON.stringify({ pid: 1, host: "elsewhere", start: "1", job: "77" })}\n`);
    const lock = await acquireLock(file, { onWatch: () => expect.unreachable() });
    vi.unstubAllEnvs();
    await lock.release();
  });

  it("gives signs of life while its process computes, and notices a takeover", async () => {
    const lock = await acquireLock(file);
    const first = await vi.waitFor(() => readFile(`${file}.beat`, "utf8"));
    // Blocks the event loop until there is another one.
    while (readFileSync(`${file}.beat`, "utf8") === first);
    lock.check();
    await writeFile(file, owner(process.pid, "elsewhere"));
    await vi.waitFor(() => expect(() => lock.check()).toThrow("files/lock-lost"), 10_000);
    expect(lock.lost.aborted).toBe(true);
    await lock.release();
    expect(await readFile(file, "utf8")).toContain("elsewhere");
  });

  it("does not touch a file that is not a lock", async () => {
    await writeFile(file, "notes");
    expect((await refusal()).diagnostics[0]?.code).toBe("files/lock-unreadable");
    expect(await readFile(file, "utf8")).toBe("notes");
  });

  it("neither reads a file of gigabytes in its place, nor waits for a pipe", async () => {
    await writeFile(file, "");
    await truncate(file, 2 ** 32);
    expect((await refusal()).diagnostics[0]?.code).toBe("files/lock-unreadable");
    await rm(file);
    execFileSync("mkfifo", [file]);
    expect((await refusal()).diagnostics[0]?.code).toBe("files/lock-unreadable");
  });

  it("does not touch a folder in its place", async () => {
    await mkdir(file);
    expect((await refusal()).diagnostics[0]?.code).toBe("files/lock-unreadable");
    expect(await readdir(directory.path)).toEqual(["lock"]);
  });

  it("removes leftovers of a process that was killed before it had the lock, and nothing of others", async () => {
    await writeFile(`${file}.1-dead.1.tmp`, owner(deadProcess()));
    await writeFile(`${file}.2-alive.1.tmp`, owner(process.pid, hostname(), ""));
    await writeFile(`${file}s.3-other.1.tmp`, owner(deadProcess()));
    await (await acquireLock(file)).release();
    expect(await readdir(directory.path)).toEqual(["lock.2-alive.1.tmp", "locks.3-other.1.tmp"]);
  });

  it("stops watching another host when told to", async () => {
    await writeFile(file, owner(deadProcess(), "elsewhere"));
    await expect(acquireLock(file, { signal: AbortSignal.timeout(50) })).rejects.toThrow("aborted");
    expect(await readdir(directory.path)).toEqual(["lock"]);
  });

  it("takes over from processes that were killed while taking over", async () => {
    for (const name of [file, `${file}.takeover`, `${file}.takeover.takeover`])
      await writeFile(name, owner(deadProcess()));
    await (await acquireLock(file)).release();
    expect(await readdir(directory.path)).toEqual([]);
  });

  it("admits exactly one of many that see the same stale lock and the same broken takeover", async () => {
    for (let round = 0; round < 20; round++) {
      await writeFile(file, owner(deadProcess()));
      await writeFile(`${file}.takeover`, owner(deadProcess()));
      const results = await Promise.allSettled(Array.from({ length: 8 }, () => acquireLock(file)));
      const locks = results.filter((result) => result.status === "fulfilled");
      expect(locks).toHaveLength(1);
      await (locks[0] as PromiseFulfilledResult<Lock>).value.release();
    }
    expect(await readdir(directory.path)).toEqual([]);
  });

  it("admits exactly one of many that see the same stale lock", async () => {
    const stale = owner(deadProcess());
    for (let round = 0; round < 20; round++) {
      await writeFile(file, stale);
      const results = await Promise.allSettled(Array.from({ length: 8 }, () => acquireLock(file)));
      const locks = results.filter((result) => result.status === "fulfilled");
      expect(locks).toHaveLength(1);
      await (locks[0] as PromiseFulfilledResult<Lock>).value.release();
    }
    expect(await readdir(directory.path)).toEqual([]);
  });
});
