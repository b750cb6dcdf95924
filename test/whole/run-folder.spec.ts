import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readRun } from "@infoplane/core";
import { describe, expect, it, vi } from "vitest";
import { cliHere, root, temporaryFolder } from "../support/cli.ts";
import { runContents } from "../support/run-contents.ts";

const source = readFileSync(join(root, "experiments/quick.exp"), "utf8")
  .replace("html, vega-lite, table", "table")
  .replace("train: 128, test: 96", "train: 64, test: 48")
  .replace("probe(train, 96)", "probe(train, 48)");

// One test makes several runs.
vi.setConfig({ testTimeout: 300_000 });

/** Writes an experiment and runs it, in one process and on an engine that starts fast; returns the terminal output. */
async function run(folder: string, text: string, ...args: readonly string[]): Promise<string> {
  const file = join(folder, "quick.exp");
  writeFileSync(file, text);
  const { code, stderr } = await cliHere([
    "run",
    file,
    "--out",
    folder,
    "--engine",
    "wasm",
    "--executor",
    "in-process",
    ...args,
  ]);
  expect([code, code === 0 ? "" : stderr]).toEqual([0, ""]);
  return stderr;
}

const cellsIn = (folder: string): string[] => readdirSync(join(folder, "quick", "cells")).sort();

describe("a run's folder", () => {
  it("keeps a report with content that the next one lacks, and says so; clean lists before it removes", async () => {
    const folder = temporaryFolder();
    await run(folder, source, "--seeds", "1");
    const report = join(folder, "quick", "report", "tables", "final.csv");
    const whole = readFileSync(report, "utf8");
    expect(whole).toContain("per-layer");

    const only = await run(folder, source, "--seeds", "1", "--only", "e2e");
    expect(only).toContain("leaves out: the arm per-layer. It is kept in this folder as earlier/1/report");
    expect(readFileSync(report, "utf8")).not.toContain("per-layer");
    const kept = join(folder, "quick", "earlier", "1");
    expect(readFileSync(join(kept, "report", "tables", "final.csv"), "utf8")).toBe(whole);
    expect(new Set((await readRun(kept)).records.map(({ arm }) => arm))).toEqual(new Set(["e2e", "per-layer"]));
    expect((await readRun(join(folder, "quick"))).manifest.warnings.join()).toContain("earlier/1/report");

    // All of it again: nothing is left out, trained or set aside.
    const all = await run(folder, source, "--seeds", "1");
    expect(all).not.toContain("leaves out");
    expect(all).toContain("2 finished before");
    expect(readdirSync(join(folder, "quick", "earlier"))).toEqual(["1"]);

    // Another setting: the reason for each arm, in the words of the language; this report replaces the earlier one.
    const other = await run(folder, source.replace("rate: 5e-3", "rate: 2e-3"), "--seeds", "1");
    expect(other).toContain("e2e; per-layer: retrained: optimizer.rate 5e-3 -> 2e-3");
    expect(other).toContain("leaves out: the earlier trainings of e2e, per-layer");
    expect(readdirSync(join(folder, "quick", "earlier"))).toEqual(["1"]);
    expect(cellsIn(folder)).toHaveLength(4);

    // The kept report names its cells. Without it nothing does, and still nothing is removed unless asked for.
    const place = join(folder, "quick");
    expect((await cliHere(["clean", place])).stderr).toContain("0 cells that no plan names");
    const listed = await cliHere(["clean", place, "--earlier", "--remove", "--dry-run"]);
    expect(listed.stdout).toMatch(/e2e {2}seed 1 {2}2 epochs {2}done/);
    expect(listed.stderr).toContain("2 cells that no plan names");
    expect(cellsIn(folder)).toHaveLength(4);
    expect((await cliHere(["clean", place, "--earlier", "--remove"])).stderr).toMatch(
      /removed 2 cells.*earlier report\n$/,
    );
    expect(cellsIn(folder)).toHaveLength(2);
    expect(existsSync(join(kept, "report"))).toBe(false);
    expect((await cliHere(["report", place])).code).toBe(0);
  });

  it("resumes from the stored epochs if the schedule allows it, with the bits of an uninterrupted run", async () => {
    const [longer, fresh] = [temporaryFolder(), temporaryFolder()];
    const text = source.replace(" }\n\ntrain e2e", "; schedule multistep(at: [1], factor: 0.5) }\n\ntrain e2e");
    const more = text.replace("epochs 2", "epochs 3");
    expect(more).not.toBe(text);
    await run(longer, text, "--seeds", "1");
    const said = await run(longer, more, "--seeds", "1");
    expect(said).toContain("e2e; per-layer: epochs 2 -> 3, resumes from epoch 2 of the earlier training");
    expect(said).not.toMatch(/epoch [12]\/3/);
    await run(fresh, more, "--seeds", "1");
    expect(runContents(join(longer, "quick"))).toMatchObject(runContents(join(fresh, "quick")));
    expect(Object.keys(runContents(join(fresh, "quick")))).toHaveLength(4);

    // And back: the checkpoint of the requested epoch is there.
    const less = await run(fresh, text, "--seeds", "1");
    expect(less).toContain("epochs 3 -> 2, resumes from epoch 2");
    expect(less).not.toMatch(/epoch [012]\/2/);
    expect(runContents(join(longer, "quick"))).toMatchObject(runContents(join(fresh, "quick")));
  });

  it.each([
    [
      "side by side",
      ["e2e", "per-layer", "per-block(2)", "deep-supervision", "frozen-random", "predsim", "info-pro(2)"],
    ],
    ["other rules", ["forward-forward", "signal-propagation", "direct-feedback-alignment", "hsic-bottleneck"]],
  ])("resumes with the same bits under every learning rule that says it can: %s", async (_, rules) => {
    const [longer, fresh] = [temporaryFolder(), temporaryFolder()];
    const arms = rules.map((rule, index) => `train arm-${index} with ${rule}`).join("\n");
    const text = source
      .replace(
        /architecture tiny[^]*?\n}\n/,
        "architecture tiny {\n  block { conv(4, stride: 2); relu }\n  block { conv 4; relu; global-avgpool }\n  classifier { dense classes }\n}\n",
      )
      .replace("train e2e       with e2e\ntrain per-layer with per-layer", arms)
      .replace(/measure nhsic.*\n/, "");
    const more = text.replace("epochs 2", "epochs 3");
    const inOne = ["--seeds", "1"];
    await run(longer, text, ...inOne);
    const said = await run(longer, more, ...inOne);
    expect(said).not.toContain("retrained");
    expect(said.match(/resumes from epoch 2$/gm)).toHaveLength(rules.length);
    await run(fresh, more, ...inOne);
    expect(runContents(join(longer, "quick"))).toMatchObject(runContents(join(fresh, "quick")));
  });

  it("says why it can't resume: a schedule and a rule that depend on the number of epochs, other data", async () => {
    const folder = temporaryFolder();
    const text = source
      .replace(" }\n\ntrain e2e", "; schedule cosine }\n\ntrain e2e")
      .replace("train per-layer with per-layer", "train greedy with sequential { schedule constant }");
    await run(folder, text, "--seeds", "1");
    const said = await run(folder, text.replace("epochs 2", "epochs 3"), "--seeds", "1");
    expect(said).toMatch(
      /e2e: retrained: epochs 2 -> 3, and can't resume from the earlier training: the schedule cosine depends on the number of epochs \(its factor after epoch 0, step 1 was 0\.\d+ and is now 0\.\d+\)/,
    );
    expect(said).toMatch(/greedy: retrained: epochs 4 -> 6, and can't resume .*the learning rule sequential/);

    const data = await run(folder, text.replace("train: 64", "train: 48"), "--seeds", "1", "--only", "e2e");
    expect(data).toContain("e2e: retrained: dataset.train 64 -> 48");

    const other = join(folder, "other.exp");
    writeFileSync(other, text);
    const dry = await cliHere(["run", other, "--out", folder, "--dry-run"]);
    expect(dry.stderr).toContain(`was made from ${join(folder, "quick.exp")} before, and is now made from ${other}`);
  });
});
