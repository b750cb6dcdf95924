import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { jobScript } from "./job-script.ts";
import { slurmOptions } from "./options.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "infoplane-job-"));
  writeFileSync(join(folder, "cells"), "abc\n");
  writeFileSync(join(folder, "scontrol"), `#!/bin/sh\necho "$@" > ${join(folder, "said")}\n`);
  chmodSync(join(folder, "scontrol"), 0o755);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Runs the script of a one-cell job as Slurm does, and sends it a signal as soon as `there` exists in the folder. */
async function job(
  cell: string,
  { name, there, setup = [] }: { name: NodeJS.Signals; there: string; setup?: string[] },
) {
  const script = jobScript({
    name: "small",
    cells: 1,
    command: { file: "/bin/sh", args: ["-c", cell] },
    hash: "abc",
    workingDirectory: folder,
    options: slurmOptions.parse({ setup }),
  });
  const child = spawn("bash", ["-c", script], {
    cwd: folder,
    env: {
      ...process.env,
      PATH: `${folder}${delimiter}${process.env["PATH"] ?? ""}`,
      ...{ SLURM_ARRAY_TASK_ID: "0", SLURM_ARRAY_JOB_ID: "7" },
    },
    stdio: "ignore",
  });
  await expect.poll(() => existsSync(join(folder, there)), { timeout: 20_000, interval: 10 }).toBe(true);
  child.kill(name);
  writeFileSync(join(folder, "told"), "");
  const [code] = (await once(child, "exit")) as [number | null];
  const said = existsSync(join(folder, "said")) ? readFileSync(join(folder, "said"), "utf8").trim() : "";
  return { code, said, began: existsSync(join(folder, "began")) };
}

const again = "requeue 7_0";

describe("the script of a job", () => {
  it("that is told of its time limit during setup begins nothing, and is requeued", async () => {
    const setup = ["touch setting; while [ ! -e told ]; do sleep 0.05; done"];
    const ended = await job("touch began", { name: "SIGUSR1", there: "setting", setup });
    expect(ended).toEqual({ code: 130, said: again, began: false });
  });

  it.each([
    ["its time limit", "SIGUSR1", again],
    ["its end", "SIGTERM", ""],
  ] as const)("that is told of %s before its cell listens loses nothing", async (_, name, said) => {
    // While a program is loading, a signal ends it.
    const ended = await job("touch began; exec sleep 60", { name, there: "began" });
    expect(ended).toEqual({ code: 130, said, began: true });
  });

  it.each([
    ["its time limit", "SIGUSR1", again],
    ["its end", "SIGTERM", ""],
  ] as const)("that is told of %s lets the cell save", async (_, name, said) => {
    const saving = `trap 'touch saved; exit 130' TERM; touch began; while :; do sleep 0.05; done`;
    const ended = await job(saving, { name, there: "began" });
    expect(ended).toEqual({ code: 130, said, began: true });
    expect(existsSync(join(folder, "saved"))).toBe(true);
  });
});
