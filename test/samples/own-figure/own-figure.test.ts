import { cpSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { readRun } from "@infoplane/core";
import { describe, expect, it } from "vitest";
import { cliHere, temporaryFolder } from "../../support/cli.ts";

const experiment = "test/samples/own-figure/own-figure.exp";
const module = "./test/samples/own-figure/own-figure.ts";

describe("a figure from outside", () => {
  it("is drawn by every reporter like a built-in one, and drawn anew with other options", async () => {
    const out = temporaryFolder();
    expect((await cliHere(["run", experiment, "--out", out, "--executor", "in-process"])).code).toBe(0);
    const directory = join(out, "own-figure");
    const report = join(directory, "report");
    const read = (file: string) => readFileSync(join(report, file), "utf8");
    const epochs = () => epochsOf(read("data/generalisation-gap.csv"));

    expect(read("index.html")).toContain('id="figure-generalisation-gap"');
    const files = readdirSync(join(report, "figures")).filter((file) => file.startsWith("generalisation-gap."));
    expect(files).toEqual(["pdf", "png", "svg", "vl.json"].map((ending) => `generalisation-gap.${ending}`));
    expect(epochs()).toEqual([2, 3]);
    await expectTrueGaps(directory, read("data/generalisation-gap.csv"));

    rmSync(report, { recursive: true });
    const stored = readFileSync(join(directory, "experiment.json"), "utf8");
    expect((await cliHere(["report", directory, "--with", "vega-lite(size: single), generalisation-gap"])).code).toBe(
      0,
    );
    expect(epochs()).toEqual([1, 2, 3]);
    expect(readdirSync(report).sort()).toEqual(["data", "figures"]);
    expect(readFileSync(join(directory, "experiment.json"), "utf8")).toBe(stored);

    const other = join(out, "other");
    cpSync(directory, other, { recursive: true });
    const compared = await cliHere(["compare", directory, other, "--out", join(out, "both")]);
    expect({ code: compared.code, leftOut: compared.stderr.includes("left out") }).toEqual({ code: 0, leftOut: false });
    expect(readdirSync(join(out, "both/report/figures"))).toContain("generalisation-gap.vl.json");

    const wrong = await cliHere(["report", directory, "--with", "table, generalisation-gap(from: -1)"]);
    expect(wrong.code).toBe(2);
    expect(wrong.stderr).toContain("> 1 | report table, generalisation-gap(from: -1)");
    const twice = await cliHere(["report", directory, "--use", module]);
    expect(twice.stderr).toContain("runtime/plugin-twice");
    expect(twice.code).toBe(2);
  });

  it("joins a run that knew nothing of it by --use", async () => {
    const out = temporaryFolder();
    const one = ["--only", "e2e", "--seeds", "1", "--set", "train.*.epochs=1", "--executor", "in-process"];
    expect((await cliHere(["run", "test/samples/small.exp", "--out", out, ...one])).code).toBe(0);
    const directory = join(out, "small");
    const { code } = await cliHere(["report", directory, "--use", module, "--with", "vega-lite"]);
    expect(code).toBe(0);
    expect(readdirSync(join(directory, "report/figures"))).toContain("generalisation-gap.vl.json");
  });
});

const rowsOf = (csv: string) =>
  csv
    .trim()
    .split("\n")
    .slice(1)
    .map((line) => line.split(","));

const epochsOf = (csv: string): number[] => [...new Set(rowsOf(csv).map(([, , epoch]) => Number(epoch)))];

/** Every gap is the difference of the two accuracies in the records. */
async function expectTrueGaps(directory: string, csv: string): Promise<void> {
  const { records } = await readRun(directory);
  const rows = rowsOf(csv);
  expect(rows).toHaveLength(2 * 2 * 2);
  for (const [arm, seed, epoch, gap] of rows) {
    const accuracy = (split: string) =>
      records.find(
        (record) =>
          record.quantity === "accuracy" &&
          record.split === split &&
          record.arm === arm &&
          record.seed === Number(seed) &&
          record.epoch === Number(epoch),
      )?.value ?? NaN;
    expect(Number(gap)).toBeCloseTo(accuracy("train") - accuracy("test"), 10);
  }
}
