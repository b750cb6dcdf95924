import { join } from "node:path";
import type { RunRecord } from "@infoplane/contracts";
import { readRun } from "@infoplane/core";
import { describe, expect, it } from "vitest";
import { cli, temporaryFolder } from "./support/cli.ts";
import { runContents } from "./support/run-contents.ts";

const small = "test/samples/small.exp";

describe("running an experiment", () => {
  it("leaves the same records and weights twice, side by side in processes of their own and in one process", async () => {
    const [once, twice] = [temporaryFolder(), temporaryFolder()];
    const args = ["--threads", "1", "--seeds", "1", "--only", "e2e", "--only", "blocks-2", "--set", "dataset.train=96"];
    const first = await cli(["run", small, "--out", once, ...args]);
    expect(first.stderr).toContain("2 trained");
    expect(first.code).toBe(0);
    expect(first.stdout).toMatch(/blocks-2\s+│ \d+\.\d\d%/);
    const second = await cli(["run", small, "--out", twice, "--executor", "in-process", ...args]);
    expect(second.code).toBe(0);
    expect(runContents(join(twice, "small"))).toEqual(runContents(join(once, "small")));

    const again = await cli(["run", small, "--out", once, ...args]);
    expect(again.stderr).toContain("2 finished before");
  });

  it("measures the same on every engine, and the manifest names it", async () => {
    const values = new Map<string, RunRecord[]>();
    for (const engine of ["native-cpu", "wasm", "js"]) {
      const out = temporaryFolder();
      const one = ["--only", "per-layer", "--seeds", "1", "--executor", "in-process"];
      const little = ["train.*.epochs=1", "dataset.train=64", "dataset.test=32"].flatMap((set) => ["--set", set]);
      const args = ["--engine", engine, ...one, ...little];
      const { code, stderr } = await cli(["run", small, "--out", out, ...args]);
      // The first line: what libtensorflow says while it is loaded is kept from the terminal.
      expect(stderr).toMatch(new RegExp(`^engine ${engine}`));
      expect(code).toBe(0);
      const run = await readRun(join(out, "small"));
      expect(run.manifest.engine.name).toBe(engine);
      values.set(engine, [...run.records]);
    }
    const native = values.get("native-cpu") ?? [];
    expect(native.some((row) => row.quantity === "nhsic(Y, Z)" && (row.value ?? 0) > 0.1)).toBe(true);
    for (const engine of ["wasm", "js"]) {
      const rows = values.get(engine) ?? [];
      // Untrained, so that nothing has been drawn yet by the engine's own dropout.
      const untrained = (all: readonly RunRecord[]): RunRecord[] => all.filter(({ epoch }) => epoch === 0);
      expect(untrained(rows)).toHaveLength(untrained(native).length);
      untrained(rows).forEach((row, index) => {
        const same = untrained(native)[index]!;
        expect([row.quantity, row.block, row.split]).toEqual([same.quantity, same.block, same.split]);
        expect(Math.abs((row.value ?? NaN) / (same.value ?? NaN) - 1)).toBeLessThan(2e-3);
      });
      expect(rows.filter(({ epoch }) => epoch === 1)).toHaveLength(native.length - untrained(native).length);
    }
  });

  it("stops one diverging arm, names step and block, and goes on with the others", async () => {
    const out = temporaryFolder();
    const args = [
      "--seeds",
      "1",
      "--only",
      "e2e",
      "--only",
      "per-layer",
      "--set",
      "train.e2e.optimizer=sgd(rate: 1e30)",
    ];
    const { code, stderr } = await cli(["run", small, "--out", out, ...args]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/e2e\s+seed 1\s+failed.*block3.*epoch 1, step \d/);
    expect(stderr).toContain("1 trained, 1 failed");
  });
});
