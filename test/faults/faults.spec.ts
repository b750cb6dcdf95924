import { execFileSync, spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statfsSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { needs } from "@infoplane/contracts/test";
import { describe, expect, it, onTestFinished } from "vitest";
import { cellsOf } from "../support/cells-of.ts";
import { cli, root, startCli, temporaryFolder, whenSaid } from "../support/cli.ts";
import { runContents } from "../support/run-contents.ts";

const small = readFileSync(join(root, "test/samples/small.exp"), "utf8");
const settings = ["--only", "e2e", "--only", "per-layer", "--seeds", "1", "--threads", "1"];
const short = [...settings, "--set", "train.*.epochs=2"];

/** The small experiment with an outside metric that misbehaves in the first process that reaches epoch 1. */
function faulty(what: string): { readonly file: string; readonly metric: string } {
  const folder = temporaryFolder();
  const marker = join(folder, "done");
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  writeFileSync(
    join(folder, "faulty.ts"),
    `import { mkdirSync } from "node:fs";
import { definePlugin } from "@infoplane/contracts";
import { z } from "zod";
const isFirst = () => { try { mkdirSync(${JSON.stringify(marker)}); return true; } catch { return false; } };
export const plugins = [definePlugin({ kind: "metric", name: "faulty", summary: "does its worst, once", needs: "none",
  options: z.strictObject({}), create: () => ({ measure: async ({ at }) => {
    if (at.epoch === 1 && isFirst()) { ${what} }
    return [{ value: at.epoch }];
  } }) })];
`,
  );
  const file = join(folder, "faulty.exp");
  writeFileSync(file, small.replace("measure accuracy, loss", 'use "./faulty.ts"\nmeasure faulty, accuracy'));
  return { file, metric: join(folder, "faulty.ts") };
}

describe("a misbehaving plugin costs one cell at most", () => {
  it("a native crash: the cell restarts from its checkpoint, and the numbers are those of an undisturbed run", async () => {
    const [whole, out] = [temporaryFolder(), temporaryFolder()];
    const { file } = faulty("process.kill(process.pid, 'SIGSEGV'); await new Promise(() => {});");
    const { code, stderr } = await cli(["run", file, "--out", out, ...short, "--executor", "local(2)"]);
    expect(stderr).toContain("(SIGSEGV): it is started again");
    expect(stderr).toContain("2 trained");
    expect(code).toBe(0);
    // The second time it does not misbehave.
    expect((await cli(["run", file, "--out", whole, ...short, "--executor", "local(2)"])).code).toBe(0);
    expect(runContents(join(out, "small"))).toEqual(runContents(join(whole, "small")));
  });

  it.each([
    ["blocks its thread forever", "for (;;);"],
    ["waits forever", "await new Promise(() => setInterval(() => {}, 1000));"],
  ])("one that %s: it is named, its cell ended, and the other one continues", async (_, what) => {
    const out = temporaryFolder();
    const { file } = faulty(what);
    const run = ["run", file, "--out", out, ...short];
    const { code, stderr } = await cli([...run, "--executor", "local(2, heartbeat-timeout: 25)"]);
    expect(stderr).toMatch(/showed no sign of work for 25 s during metric faulty for faulty at epoch 1/);
    expect(stderr).toContain("1 trained, 1 failed");
    expect(code).toBe(1);
    expect((await cli(run)).stderr).toContain("1 trained, 1 finished before");
  });

  it("out of memory: the cell reports what it had used and suggests a smaller batch; the other one continues", async () => {
    const out = temporaryFolder();
    const { file } = faulty("const all = []; for (;;) all.push(new Array(1e6).fill(Math.PI));");
    const { code, stderr } = await cli(["run", file, "--out", out, ...short, "--executor", "local(2)"], {
      NODE_OPTIONS: "--max-old-space-size=300",
    });
    expect(stderr).toMatch(/memory ran out during metric faulty for faulty at epoch 1: .* was using [\d.]+ GiB of/);
    expect(stderr).toContain("--set dataset.batch=16");
    expect(stderr).toContain("1 trained, 1 failed");
    expect(code).toBe(1);
  });

  it("an exception: metric, hook and epoch are named, and the training is kept", async () => {
    const out = temporaryFolder();
    const { file } = faulty("throw new Error('division by cucumber');");
    const run = ["run", file, "--out", out, ...short];
    const { code, stderr } = await cli(run);
    expect(stderr).toContain("metric faulty failed in measure for faulty at epoch 1: division by cucumber");
    expect(code).toBe(1);
    expect((await cli(run)).code).toBe(0);
  });
});

/** A file system of its own, if this machine allows it. */
function mountSmall(size: string): string | undefined {
  const place = join(temporaryFolder(), "disk");
  mkdirSync(place);
  if (spawnSync("mount", ["-t", "tmpfs", "-o", `size=${size}`, "infoplane-test", place]).status !== 0) return undefined;
  onTestFinished(() => void spawnSync("umount", ["-l", place]));
  return place;
}
const canMount = ((): boolean => {
  const place = "/tmp/infoplane-mount-test";
  mkdirSync(place, { recursive: true });
  const isMounted = spawnSync("mount", ["-t", "tmpfs", "-o", "size=100k", "infoplane-test", place]).status === 0;
  if (isMounted) spawnSync("umount", [place]);
  rmSync(place, { recursive: true, force: true });
  return isMounted;
})();

describe("a place that fails", () => {
  it(
    "a full disk: what there is stays, the message says so, and with more space the bits are the same",
    needs("mounts", canMount),
    async () => {
      const [whole, disk] = [temporaryFolder(), mountSmall("2m") ?? ""];
      expect((await cli(["run", "test/samples/small.exp", "--out", whole, ...short])).code).toBe(0);
      const run = ["run", "test/samples/small.exp", "--out", disk, ...short];
      // From one where nothing fits to one where a cell almost finishes.
      for (const free of [4_000, 70_000, 110_000]) {
        const { bavail, bsize } = statfsSync(disk);
        writeFileSync(join(disk, "filler"), Buffer.alloc(Math.max(0, bavail * bsize - free)));
        const { code, stderr } = await cli(run);
        expect(stderr).toContain("no space left");
        expect(stderr).toContain("free some space, then run again");
        expect([1, 3]).toContain(code);
        rmSync(join(disk, "filler"));
      }
      execFileSync("mount", ["-o", "remount,size=20m", disk]);
      expect((await cli(run)).code).toBe(0);
      expect(runContents(join(disk, "small"))).toEqual(runContents(join(whole, "small")));
    },
  );

  it("a disk that becomes read-only during the run", needs("mounts", canMount), async () => {
    const disk = mountSmall("20m") ?? "";
    const run = ["run", "test/samples/small.exp", "--out", disk, ...settings];
    const { child, ended } = startCli(run);
    await whenSaid(child, "epoch 1/4");
    execFileSync("mount", ["-o", "remount,ro", disk]);
    const { code, stderr } = await ended;
    expect(stderr).toContain("read-only file system");
    expect(stderr).not.toContain("bug in Infoplane");
    expect([1, 3]).toContain(code);
    execFileSync("mount", ["-o", "remount,rw", disk]);
    expect((await cli(run)).code).toBe(0);
  });

  it("a directory that is removed during the run", async () => {
    const out = temporaryFolder();
    const { child, ended } = startCli(["run", "test/samples/small.exp", "--out", out, ...settings]);
    await whenSaid(child, "epoch 1/4");
    // In one step: removing file by file would race with the run, which still writes there.
    renameSync(join(out, "small"), join(temporaryFolder(), "small"));
    const { code, stderr } = await ended;
    expect(stderr).toContain("cannot write");
    expect(stderr).not.toContain("bug in Infoplane");
    expect([1, 2, 3]).toContain(code);
  });
});

describe("a run that is killed", () => {
  it.each(["SIGKILL", "SIGINT"] as const)("takes a cell in an endless loop with it: %s", async (name) => {
    const { file, metric } = faulty("for (;;);");
    const out = temporaryFolder();
    const { child, ended } = startCli(["run", file, "--out", out, ...short, "--executor", "local(2)"]);
    await expect.poll(() => existsSync(join(metric, "../done")), { timeout: 60_000 }).toBe(true);
    const cells = cellsOf(out);
    expect(cells.length).toBeGreaterThan(0);
    child.kill(name);
    // The second signal exits at once.
    if (name === "SIGINT") {
      await setTimeout(1000);
      child.kill(name);
    }
    await ended;
    try {
      await expect.poll(() => cellsOf(out), { timeout: 60_000, interval: 100 }).toEqual([]);
    } finally {
      for (const pid of cellsOf(out)) process.kill(pid, "SIGKILL");
    }
    // Nothing blocks the next run.
    expect((await cli(["run", file, "--out", out, ...short])).code).toBe(0);
  });
});

describe("signals", () => {
  it.each(["SIGTERM", "SIGUSR1"] as const)(
    "%s saves within the grace period, and the exit code says that there is more to do",
    async (name) => {
      const out = temporaryFolder();
      const { child, ended } = startCli(["run", "test/samples/small.exp", "--out", out, ...settings]);
      await whenSaid(child, "epoch 1/4");
      child.kill(name);
      const { code, stderr } = await ended;
      expect(code).toBe(130);
      expect(stderr).toContain("left to do");
      const status = await cli(["status", join(out, "small")]);
      expect(status.stdout).toMatch(/e2e\s+0\s+0\s+[01]\s+[01]\s+0/);
    },
  );

  it("a second SIGINT exits at once", async () => {
    const { file, metric } = faulty("for (;;);");
    const { child, ended } = startCli(["run", file, "--out", temporaryFolder(), ...short, "--executor", "local(2)"]);
    await expect.poll(() => existsSync(join(metric, "../done")), { timeout: 60_000 }).toBe(true);
    child.kill("SIGINT");
    await whenSaid(child, "again to stop at once");
    // Sooner, it would count as the same Ctrl-C, passed on by npx.
    await setTimeout(500);
    child.kill("SIGINT");
    const { code, stderr } = await ended;
    expect(stderr).toContain("stopped without saving");
    expect(code).toBe(130);
  });
});
