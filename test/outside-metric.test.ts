import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readRun } from "@infoplane/core";
import { cellCommand } from "@infoplane/runtime/cell";
import { describe, expect, it } from "vitest";
import { cli, root, temporaryFolder } from "./support/cli.ts";

describe("an outside metric", () => {
  it("is loaded by `use`, measured, and drawn in the report", async () => {
    const out = temporaryFolder();
    const args = ["--seeds", "1", "--executor", "in-process"];
    const { code, stderr } = await cli(["run", "test/samples/own-metric/own-metric.exp", "--out", out, ...args]);
    expect(stderr).toContain("trained");
    expect(code).toBe(0);
    const figures = readdirSync(join(out, "own-metric/report/figures"));
    expect(figures.filter((name) => name.startsWith("participation-ratio")).sort()).toContain(
      "participation-ratio.vl.json",
    );
  });
});

describe("outside code that changes during a training", () => {
  it("trains and measures nothing under the name of the old code", async () => {
    const [folder, out] = [temporaryFolder(), temporaryFolder()];
    const source = readFileSync(join(root, "test/samples/small.exp"), "utf8");
    const schedule = (rate: number): string => `import { definePlugin, z } from "@infoplane/contracts";
export const plugins = [definePlugin({ kind: "schedule", name: "still", summary: "one rate",
  options: z.strictObject({}), create: () => () => ${rate} })];
`;
    const [file, module] = [join(folder, "outside.exp"), join(folder, "still.ts")];
    writeFileSync(file, source.replace("measure accuracy, loss", 'use "./still.ts"\nmeasure accuracy'));
    writeFileSync(module, schedule(1));
    const one = ["--only", "e2e", "--seeds", "1", "--set", "train.*.epochs=1", "--executor", "in-process"];
    const args = ["run", file, "--out", out, ...one];
    expect((await cli(args)).code).toBe(0);
    const run = join(out, "small");
    const hash = (await readRun(run)).cells[0]?.hash ?? "";

    writeFileSync(module, schedule(2));
    const { file: program, args: words } = cellCommand(run, hash, file, {});
    // Without the arguments of the test runner's own process.
    const own = words.slice(words.findIndex((word) => word.endsWith("cell-process.ts")));
    const cell = spawnSync(program, ["--import", import.meta.resolve("tsx"), ...own], { encoding: "utf8" });
    const measure = await cli(["measure", run, "--with", "loss"]);
    for (const { code, stderr } of [{ ...cell, code: cell.status }, measure]) {
      expect([code, stderr.includes("runtime/other-code"), stderr.includes("./still.ts")]).toEqual([3, true, true]);
    }
    rmSync(module);
    const { code, stderr } = await cli(["measure", run, "--with", "loss"]);
    expect([code, stderr.includes("runtime/use-missing"), stderr.includes("this is a bug")]).toEqual([2, true, false]);
  });
});

describe("an outside metric that changes", () => {
  it("is measured again if there is a checkpoint, without training", async () => {
    const [folder, out] = [temporaryFolder(), temporaryFolder()];
    const source = readFileSync(join(root, "test/samples/small.exp"), "utf8");
    const metric = (value: number): string => `import { definePlugin } from "@infoplane/contracts";
import { z } from "zod";
export const plugins = [definePlugin({ kind: "metric", name: "constant", summary: "a constant", needs: "none",
  options: z.strictObject({}), create: () => ({ measure: () => [{ value: ${value} }] }) })];
`;
    const file = join(folder, "outside.exp");
    // Nothing next to it: contracts and zod come from the program.
    writeFileSync(file, source.replace("measure accuracy, loss", 'use "./constant.ts"\nmeasure constant, accuracy'));
    const one = ["--only", "e2e", "--seeds", "1", "--set", "train.*.epochs=1", "--executor", "in-process"];
    const args = ["run", file, "--out", out, ...one];
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
