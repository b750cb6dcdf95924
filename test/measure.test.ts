import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { RunRecord } from "@infoplane/contracts";
import { readRun } from "@infoplane/core";
import { describe, expect, it } from "vitest";
import { cliHere, startCli, temporaryFolder, whenSaid } from "./support/cli.ts";

const nhsic = "measure nhsic(X, Z), nhsic(Y, Z) on probe(train, 64) every 1 epoch\n";
const experiment = (more: string) => `experiment later
seeds 1
dataset textures(train: 64, test: 64) { batch 16 }
architecture net {
  block { conv(4, stride: 2); batchnorm; relu }
  block { conv 6; batchnorm; relu; global-avgpool }
  classifier { dense classes }
}
train * { optimizer adam(rate: 5e-3); epochs 3 }
train e2e with e2e
train per-layer with per-layer
measure accuracy every 1 epoch
report table
${more}`;

/** Without processes for cells: what they store is the same. */
const here = ["--executor", "in-process"];

const byPlace = (rows: readonly RunRecord[]) =>
  [...rows].sort((a, b) =>
    JSON.stringify([a.cell, a.epoch, a.quantity, a.block]).localeCompare(
      JSON.stringify([b.cell, b.epoch, b.quantity, b.block]),
    ),
  );

describe("measuring a finished run", () => {
  it("gives the same records as the measure taken during training", async () => {
    const [folder, whole, later] = [temporaryFolder(), temporaryFolder(), temporaryFolder()];
    const write = (name: string, more: string) => {
      writeFileSync(join(folder, name), experiment(more));
      return join(folder, name);
    };
    const during = await cliHere(["run", write("whole.exp", nhsic), ...here, "--out", whole]);
    expect(during.code).toBe(0);
    expect(
      (await cliHere(["run", write("later.exp", "checkpoints every 1 epoch\n"), ...here, "--out", later])).code,
    ).toBe(0);
    const run = join(later, "later");
    const added = await cliHere(["measure", run, "--with", "nhsic(X, Z), nhsic(Y, Z)", "--on", "probe(train, 64)"]);
    expect(added.stderr).not.toContain("steps/s");
    expect(added.code).toBe(0);
    const expected = await readRun(join(whole, "later"));
    const found = await readRun(run);
    expect(found.records.some(({ quantity }) => quantity === "nhsic(X, Z)")).toBe(true);
    expect(byPlace(found.records)).toEqual(byPlace(expected.records));
    expect(found.experiment.measures.map(({ label }) => label)).toEqual(["accuracy", "nhsic(X, Z)", "nhsic(Y, Z)"]);

    const wrong = await cliHere(["measure", run, "--with", "nhsick(X, Z)", "--on", "probe(train, 64)"]);
    expect(wrong.stderr).toContain("did you mean");
    expect(wrong.code).toBe(2);
    const otherwise = await cliHere(["measure", run, "--with", "nhsic(X, Z)", "--on", "probe(train, 32)"]);
    expect(otherwise.stderr).toContain("defined differently");
    expect(otherwise.code).toBe(2);
  });

  it("can be stopped and repeated: trained cells stay trained, even if the process was killed", async () => {
    const [folder, out] = [temporaryFolder(), temporaryFolder()];
    writeFileSync(join(folder, "stopped.exp"), experiment(""));
    expect((await cliHere(["run", join(folder, "stopped.exp"), ...here, "--out", out])).code).toBe(0);
    const run = join(out, "later");
    const ask = ["measure", run, "--with", "cka(X, Z)", "--on", "probe(train, 64)"];
    const { child, ended } = startCli(ask);
    await whenSaid(child, "e2e seed 1");
    child.kill("SIGINT");
    const { code, stderr } = await ended;
    expect([code, stderr.includes("per-layer seed 1:")]).toEqual([130, false]);
    expect(stderr).toContain(`npx tsx run measure ${run} --with 'cka(X, Z)' --on 'probe(train, 64)'`);
    const { cells } = await readRun(run);
    expect(cells.map(({ status }) => status.state)).toEqual(["done", "done"]);
    const [first] = cells;
    const status = join(run, "cells", first!.hash, "status.json");
    writeFileSync(status, JSON.stringify({ state: "running", at: { epoch: 3, step: 0 } }));
    expect((await cliHere(ask)).code).toBe(0);
    const { records } = await readRun(run);
    expect(new Set(records.filter(({ quantity }) => quantity === "cka(X, Z)").map(({ arm }) => arm)).size).toBe(2);
  });

  it("says which epochs have no checkpoint to measure", async () => {
    const [folder, out] = [temporaryFolder(), temporaryFolder()];
    writeFileSync(join(folder, "few.exp"), experiment(""));
    expect((await cliHere(["run", join(folder, "few.exp"), ...here, "--out", out, "--only", "e2e"])).code).toBe(0);
    const { code, stderr } = await cliHere([
      "measure",
      join(out, "later"),
      "--with",
      "nhsic(X, Z)",
      "--on",
      "probe(train, 64)",
    ]);
    expect(code).toBe(0);
    expect(stderr).toContain("nhsic(X, Z) could not be measured at epochs 0-1");
    const { records } = await readRun(join(out, "later"));
    const epochs = new Set(records.filter(({ quantity }) => quantity === "nhsic(X, Z)").map(({ epoch }) => epoch));
    expect([...epochs]).toEqual([2, 3]);
  });
});
