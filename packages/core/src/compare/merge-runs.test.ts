import { join } from "node:path";
import type { Experiment, StoredRun } from "@infoplane/contracts";
import { afterEach, beforeEach, expect, it } from "vitest";
import { readRun } from "../run/read-run.ts";
import { fakeArm, fakeExperiment, fakeMeasure, fakeRun, tempDirectory, type TempDirectory } from "../test/index.ts";
import { mergeRuns } from "./merge-runs.ts";

let temp: TempDirectory;
beforeEach(async () => {
  temp = await tempDirectory();
});
afterEach(() => temp.remove());

async function runOf(name: string, changes: Partial<Experiment> = {}): Promise<StoredRun> {
  const directory = join(temp.path, name);
  await fakeRun(directory, { experiment: fakeExperiment({ name, ...changes }) });
  return readRun(directory);
}
const cellsOf = ({ cells }: StoredRun) => cells.map(({ arm, seed }) => `${arm} ${seed}`).sort();

const side = (arm: string) => ({
  text: `weight[${arm}]`,
  terms: [
    {
      sign: 1 as const,
      quantity: { text: `weight[${arm}]`, name: "weight", args: [], selector: { measure: "weight" }, arm },
    },
  ],
  constant: 0,
});

it("merges equal trainings into one arm, with the seeds of both runs and shared cells once", async () => {
  const [a, b] = [await runOf("a", { seeds: [1, 2] }), await runOf("b", { seeds: [2, 3] })];
  const { run: merged, notes } = mergeRuns([a, b], "out");
  expect(notes).toEqual([]);
  expect(merged.experiment.seeds).toEqual([1, 2, 3]);
  expect(merged.experiment.arms.map(({ name }) => name)).toEqual(["e2e", "per-layer"]);
  expect(cellsOf(merged)).toEqual(["e2e 1", "e2e 2", "e2e 3", "per-layer 1", "per-layer 2", "per-layer 3"]);
  expect(merged.records).toHaveLength(a.records.length + b.records.length / 2);
});

it("prefixes arms of the same name and different training with the run's name, in claims too, and says what differs", async () => {
  const claim = { text: "more", left: side("e2e"), relation: ">" as const, right: side("per-layer") };
  const a = await runOf("a", { claims: [claim] });
  const b = await runOf("b", { arms: [fakeArm("e2e", "e2e", 2), fakeArm("per-layer")], claims: [claim] });
  const { run: merged, notes } = mergeRuns([a, b], "out");
  expect(merged.experiment.arms.map(({ name }) => name)).toEqual(["a-e2e", "per-layer", "b-e2e"]);
  expect(notes).toEqual(["a-e2e and b-e2e differ: training.epochs 3 or 2"]);
  expect(merged.experiment.claims.map(({ left }) => left.text)).toEqual(["weight[a-e2e]", "weight[b-e2e]"]);
  expect(merged.experiment.claims[1]!.left.terms[0]!.quantity.arm).toBe("b-e2e");
  expect(merged.records.filter(({ arm }) => arm === "b-e2e")).toHaveLength(
    b.records.filter(({ arm }) => arm === "e2e").length,
  );
});

it("leaves out measures with different definitions, and says how", async () => {
  const [a, b] = [8, 4].map((samples) => [fakeMeasure("weight", { probe: { split: "train", samples } })]);
  const { run: merged, notes } = mergeRuns(
    [await runOf("a", { measures: a! }), await runOf("b", { measures: b! })],
    "out",
  );
  expect([notes, merged.leftOut]).toEqual([[], ["weight, which the runs define differently: probe.samples 8 or 4"]]);
  expect(merged.experiment.measures).toEqual([]);
  expect(merged.records.some(({ quantity }) => quantity === "weight")).toBe(false);
});

it("distinguishes runs of the same name, and detects a different network", async () => {
  const a = await runOf("a");
  const { architecture } = a.experiment;
  const deeper = {
    ...architecture,
    name: "deeper",
    blocks: [...architecture.blocks, { ...architecture.blocks[0]!, name: "block3" }],
  };
  const b = await runOf("b", { architecture: deeper });
  const { run: merged, notes } = mergeRuns([a, { ...b, experiment: { ...b.experiment, name: "a" } }], "out");
  expect(merged.experiment.arms.map(({ name, architecture: own }) => [name, own?.blocks.length])).toEqual([
    ["a-e2e", undefined],
    ["a-per-layer", undefined],
    ["a-2-e2e", 3],
    ["a-2-per-layer", 3],
  ]);
  expect(notes[0]).toBe("a-e2e and a-2-e2e differ: architecture fake-net or deeper");
});

it("refuses runs on different data", async () => {
  const [a, b] = [await runOf("a"), await runOf("b")];
  const other = { ...b, manifest: { ...b.manifest, dataset: { ...b.manifest.dataset, digest: "1".repeat(64) } } };
  expect(() => mergeRuns([a, other], "out")).toThrow("core/compare-other-data");
});

it("takes a cell from the run in which it is further along, in any order", async () => {
  const run = await runOf("a");
  const cellAt = (epoch: number): StoredRun => ({
    ...run,
    cells: run.cells.map((cell) => ({ ...cell, status: { state: "interrupted", at: { epoch, step: 0 } } })),
    records: run.records.filter((row) => row.epoch <= epoch),
  });
  const none: StoredRun = {
    ...run,
    cells: run.cells.map((cell) => ({ ...cell, status: { state: "waiting" } })),
    records: [],
  };
  for (const runs of [
    [cellAt(2), cellAt(1)],
    [cellAt(1), cellAt(2)],
    [cellAt(2), none],
    [none, cellAt(2)],
  ] as const) {
    const { run: merged } = mergeRuns(runs, "out");
    expect(merged.cells[0]?.status).toMatchObject({ state: "interrupted", at: { epoch: 2 } });
    expect(merged.records).toHaveLength(cellAt(2).records.length);
  }
});

it("recognises an equal training under another name, and keeps what only the second run measured of a cell", async () => {
  const a = await runOf("a", { measures: [fakeMeasure("weight")] });
  const b = await runOf("b", {
    arms: [fakeArm("baseline", "e2e"), fakeArm("per-layer")],
    measures: [fakeMeasure("weight"), fakeMeasure("depth")],
  });
  const { run: merged } = mergeRuns([a, b], "out");
  expect(merged.experiment.arms.map(({ name }) => name)).toEqual(["e2e", "per-layer"]);
  const of = (quantity: string) => merged.records.filter((row) => row.quantity === quantity && row.arm === "e2e");
  expect(of("weight")).toHaveLength(
    a.records.filter(({ quantity, arm }) => quantity === "weight" && arm === "e2e").length,
  );
  expect(of("depth")).toHaveLength(
    b.records.filter(({ quantity, arm }) => quantity === "depth" && arm === "baseline").length,
  );
  expect(of("depth").length).toBeGreaterThan(0);
});
