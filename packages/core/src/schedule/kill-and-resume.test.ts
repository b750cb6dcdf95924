import { spawnSync } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { CellStatus } from "@infoplane/contracts";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { planExperiment } from "../plan/plan-experiment.ts";
import { openRunStore } from "../store/run-store.ts";
import { fakeArm, fakeExperiment, FakeRuntime, tempDirectory, type TempDirectory } from "../test/index.ts";
import { runCell } from "./run-cell.ts";

const script = fileURLToPath(new URL("../test/killed-run.ts", import.meta.url));
const never = 1_000_000;
const { measures, cells } = planExperiment(fakeExperiment({ arms: [fakeArm("e2e", "e2e", 5)] }));
const cell = cells[0]!;

let killed: TempDirectory;
let whole: TempDirectory;
beforeEach(async () => {
  [killed, whole] = await Promise.all([tempDirectory(), tempDirectory()]);
});
afterEach(() => Promise.all([killed.remove(), whole.remove()]));

/** Runs the cell in a new process that dies before its n-th file operation; undefined if it did die. */
function attempt(operations: number, stopAfterSteps = 0): CellStatus | undefined {
  const args = ["--import", "tsx", script, killed.path, String(operations), String(stopAfterSteps)];
  const { signal, stdout, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
  if (signal === "SIGKILL") return undefined;
  expect(stderr).toBe("");
  return JSON.parse(stdout) as CellStatus;
}

const resultOf = async (directory: string): Promise<[string, Buffer]> => {
  const place = join(directory, "cells", cell.hash);
  return [
    await readFile(join(place, "records.jsonl"), "utf8"),
    await readFile(join(place, "checkpoints", "5.safetensors")),
  ];
};

describe("a process that is killed", () => {
  it("leaves what the next one needs to end with the same bytes, whenever the kills happen", async () => {
    const run = await openRunStore(whole.path, { lock: false });
    const signal = new AbortController().signal;
    await runCell(cell, new FakeRuntime(), { run, measures, signal, emit: () => undefined });
    const expected = await resultOf(whole.path);

    const lived: (CellStatus | undefined)[] = [];
    // At the start of a process, in its first epoch, ... Each resumes from what the previous one left.
    for (const operations of [3, 21, 24, 26, 28, 31, 34]) lived.push(attempt(operations));
    // Inside an epoch: a stop that saves, a kill during such a save, and a resume from there.
    lived.push(attempt(never, 2), attempt(18, 1), attempt(21, 1), attempt(27));
    expect(lived.filter((status) => status === undefined).length).toBeGreaterThanOrEqual(9);
    expect(lived[7]).toMatchObject({ state: "interrupted", at: { step: expect.any(Number) as number } });

    expect(attempt(never)).toMatchObject({ state: "done", at: { epoch: 5, step: 0 } });
    expect(await resultOf(killed.path)).toEqual(expected);
  });
});
