import { readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { RunRecord } from "@infoplane/contracts";
import { readRun } from "@infoplane/core";
import { describe, expect, it } from "vitest";
import { cli, root, startCli, temporaryFolder, whenSaid } from "./support/cli.ts";
import { runContents } from "./support/run-contents.ts";

const small = "test/samples/small.exp";

describe("running an experiment", () => {
  it("leaves the same records and weights twice, side by side in processes of their own and in one process", async () => {
    const [once, twice] = [temporaryFolder(), temporaryFolder()];
    const first = await cli(["run", small, "--out", once, "--threads", "1"]);
    expect(first.stderr).toContain("6 trained");
    expect(first.code).toBe(0);
    expect(first.stdout).toMatch(/blocks-2\s+│ 0\.\d{3} ± 0\.\d{3}/);
    const second = await cli(["run", small, "--out", twice, "--executor", "in-process", "--threads", "1"]);
    expect(second.code).toBe(0);
    expect(runContents(join(twice, "small"))).toEqual(runContents(join(once, "small")));

    const again = await cli(["run", small, "--out", once]);
    expect(again.stderr).toContain("6 finished before");
  });

  it("goes on after SIGKILL and ends with the same records and weights", async () => {
    const [whole, killed] = [temporaryFolder(), temporaryFolder()];
    const args = ["--only", "per-layer", "--seeds", "1"];
    expect((await cli(["run", small, "--out", whole, ...args])).code).toBe(0);
    const { child, ended } = startCli(["run", small, "--out", killed, ...args]);
    await whenSaid(child, "epoch 2/4");
    child.kill("SIGKILL");
    expect((await ended).signal).toBe("SIGKILL");
    const rest = await cli(["run", small, "--out", killed, ...args]);
    expect(rest.code).toBe(0);
    expect(rest.stderr).not.toContain("epoch 1/4");
    expect(runContents(join(killed, "small"))).toEqual(runContents(join(whole, "small")));
  });

  it("saves at SIGINT within the epoch, says how to continue, and ends with the same bits", async () => {
    const [whole, stopped] = [temporaryFolder(), temporaryFolder()];
    const args = ["--only", "e2e", "--seeds", "2"];
    expect((await cli(["run", small, "--out", whole, ...args])).code).toBe(0);
    const { child, ended } = startCli(["run", small, "--out", stopped, ...args]);
    await whenSaid(child, "epoch 1/4");
    child.kill("SIGINT");
    const end = await ended;
    expect(end.code).toBe(130);
    expect(end.stderr).toContain(`npx tsx run run ${small} --out ${stopped} --only e2e --seeds 2`);
    expect((await cli(["run", small, "--out", stopped, ...args])).code).toBe(0);
    expect(runContents(join(stopped, "small"))).toEqual(runContents(join(whole, "small")));
  });

  it("measures the same on every engine, and the manifest names it", async () => {
    const values = new Map<string, RunRecord[]>();
    for (const engine of ["native-cpu", "wasm", "js"]) {
      const out = temporaryFolder();
      const args = ["--engine", engine, "--only", "per-layer", "--seeds", "1", "--set", "train.*.epochs=1"];
      const { code, stderr } = await cli(["run", small, "--out", out, ...args]);
      expect(stderr).toContain(`engine ${engine}`);
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
        expect([row.quantity, row.layer, row.split]).toEqual([same.quantity, same.layer, same.split]);
        expect(Math.abs((row.value ?? NaN) / (same.value ?? NaN) - 1)).toBeLessThan(2e-3);
      });
      expect(rows.filter(({ epoch }) => epoch === 1)).toHaveLength(native.length - untrained(native).length);
    }
  });

  it("stops one diverging arm, names step and block, and goes on with the others", async () => {
    const out = temporaryFolder();
    const args = ["--seeds", "1", "--set", "train.e2e.optimizer=sgd(rate: 1e30)"];
    const { code, stderr } = await cli(["run", small, "--out", out, ...args]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/e2e\s+seed 1\s+failed.*block3.*epoch 1, step \d/);
    expect(stderr).toContain("2 trained, 1 failed");
  });
});

describe("a metric from outside", () => {
  it("is loaded by `use`, measured, and drawn in the report", async () => {
    const out = temporaryFolder();
    const { code, stderr } = await cli(["run", "test/samples/own-metric/own-metric.exp", "--out", out]);
    expect(stderr).toContain("trained");
    expect(code).toBe(0);
    const figures = readdirSync(join(out, "own-metric/report/figures"));
    expect(figures.filter((name) => name.startsWith("participation-ratio")).sort()).toContain(
      "participation-ratio.vl.json",
    );
  });
});

describe("an outside metric that changes", () => {
  it("is measured again where a checkpoint is left, without training", async () => {
    const [folder, out] = [temporaryFolder(), temporaryFolder()];
    const source = readFileSync(join(root, "test/samples/small.exp"), "utf8");
    const metric = (value: number): string => `import { definePlugin } from "@infoplane/contracts";
import { z } from "zod";
export const plugins = [definePlugin({ kind: "metric", name: "constant", summary: "a constant", needs: "none",
  options: z.strictObject({}), create: () => ({ measure: () => [{ value: ${value} }] }) })];
`;
    const file = join(folder, "outside.exp");
    // Beside the repository's modules, so that the outside module finds the contracts.
    symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
    writeFileSync(file, source.replace("measure accuracy, loss", 'use "./constant.ts"\nmeasure constant, accuracy'));
    const args = ["run", file, "--out", out, "--only", "e2e", "--seeds", "1", "--set", "train.*.epochs=1"];
    const constants = async (): Promise<unknown[]> =>
      (await readRun(join(out, "small"))).records
        .filter(({ quantity }) => quantity === "constant")
        .map(({ value }) => value);
    writeFileSync(join(folder, "constant.ts"), metric(1));
    expect((await cli(args)).code).toBe(0);
    expect(await constants()).toEqual([1, 1]);
    writeFileSync(join(folder, "constant.ts"), metric(2));
    const again = await cli(args);
    expect(again.stderr).toContain("1 measured again");
    expect(await constants()).toEqual([2, 2]);
  });
});
