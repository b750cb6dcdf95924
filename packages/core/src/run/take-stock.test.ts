import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { ArmSpec, Experiment } from "@infoplane/contracts";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { hashCell } from "../plan/hash-cell.ts";
import { planExperiment } from "../plan/plan-experiment.ts";
import { openRunStore, type RunStore } from "../store/run-store.ts";
import { fakeArm, fakeExperiment, fakeMeasure, fakeRun, tempDirectory, type TempDirectory } from "../test/index.ts";
import { earlierRuns } from "./earlier-run.ts";
import { readRun } from "./read-run.ts";
import { takeStock, type Intake } from "./take-stock.ts";
import { removeCell, unnamedCells } from "./unnamed-cells.ts";

let temp: TempDirectory;
beforeEach(async () => (temp = await tempDirectory()));
afterEach(() => temp.remove());

const digest = "0".repeat(64);
const report = (): string => join(temp.path, "report", "page.txt");

/** Runs an experiment with fakes, and leaves a report. */
async function finished(experiment: Experiment, directory = temp.path): Promise<void> {
  await fakeRun(directory, { experiment });
  await mkdir(join(directory, "report"), { recursive: true });
  await writeFile(join(directory, "report", "page.txt"), experiment.arms.map(({ name }) => name).join());
}

/** What is reported before `experiment` is run in the folder. */
async function stock(experiment: Experiment, changes: Partial<Intake> = {}): Promise<string[]> {
  const run = await openRunStore(temp.path, { lock: true });
  try {
    const { notes } = await takeStock({
      run,
      experiment,
      plan: planExperiment(experiment, { datasetDigest: digest }),
      manifest: { infoplane: "0.0.0", file: "/a/fake.exp", digest },
      hashOf: (cell) => hashCell(cell, { datasetDigest: digest }),
      retrainReason: () => undefined,
      ...changes,
    });
    return notes.map(({ message }) => message);
  } finally {
    await run.close();
  }
}

const withRate = (arm: ArmSpec, rate: number): ArmSpec => {
  return { ...arm, training: { ...arm.training, optimizer: { name: "fake", options: { rate } } } };
};
const whole = fakeExperiment({ threads: 1 });
const lasting = (epochs: number): Experiment =>
  fakeExperiment({ threads: 1, arms: [fakeArm("e2e", "e2e", epochs), fakeArm("per-layer", "per-layer", epochs)] });

describe("a report of which nothing says what it has", () => {
  it.each(["plan.json", "experiment.json"])("is put aside, and never replaced there: without %s", async (name) => {
    for (const place of ["earlier/1", "earlier/2"]) {
      await finished(whole);
      await rm(join(temp.path, name));
      const [told] = await stock({ ...whole, seeds: [2] });
      expect(told).toContain(`its experiment or its plan is missing. It is kept in this folder as ${place}/report`);
      expect(await readFile(join(temp.path, place, "report", "page.txt"), "utf8")).toBe("e2e,per-layer");
      await expect(readFile(report())).rejects.toThrow();
    }
  });
});

describe("a report that has more than the next one", () => {
  it.each<[string, Experiment, string]>([
    ["an arm", { ...whole, arms: whole.arms.slice(0, 1) }, "the arm per-layer"],
    ["seeds", { ...whole, seeds: [2] }, "seed 1"],
    ["a measure", { ...whole, measures: whole.measures.slice(0, 1) }, "the measure final"],
    [
      "a measure of another definition",
      { ...whole, measures: [whole.measures[0]!, fakeMeasure("final", { options: { deep: true }, when: "end" })] },
      "the measure final",
    ],
    ["a training", { ...whole, arms: [withRate(whole.arms[0]!, 0.2), whole.arms[1]!] }, "the earlier training of e2e"],
  ])("is put aside if %s is left out", async (_, next, told) => {
    await finished(whole);
    expect((await stock(next))[0]).toBe(
      `the previous report contains what this one leaves out: ${told}. It is kept in this folder as earlier/1/report`,
    );
    const kept = join(temp.path, "earlier", "1");
    expect(await readFile(join(kept, "report", "page.txt"), "utf8")).toBe("e2e,per-layer");
    const view = await readRun(kept);
    expect([view.cells.length, view.records.length > 0]).toEqual([4, true]);
    await expect(readFile(report())).rejects.toThrow();
  });

  it("stays if the next one has all of it, also with more seeds, arms and measures, and if nothing is to be written", async () => {
    await finished(whole);
    expect(await stock({ ...whole, title: "other", seeds: [1, 2, 3] })).toEqual([]);
    expect(await stock({ ...whole, arms: [...whole.arms, fakeArm("more")] })).toEqual([]);
    expect(await stock({ ...whole, measures: [...whole.measures, fakeMeasure("more")] })).toEqual([]);
    const dry = await stock({ ...whole, seeds: [1] }, { dryRun: true });
    expect(dry[0]).toMatch(/contains what this run leaves out: seed 2\. What was trained stays there$/);
    expect(await readFile(report(), "utf8")).toBe("e2e,per-layer");
  });

  it("replaces the earlier report of the same experiment", async () => {
    const part = { ...whole, seeds: [1] };
    for (const experiment of [whole, part, whole, { ...whole, seeds: [2] }, part]) {
      await stock(experiment);
      await finished(experiment);
    }
    expect(await readdir(join(temp.path, "earlier"))).toEqual(["1", "2"]);
  });
});

describe("a cell that is trained again", () => {
  it("is reported with its settings, by arm, and with the seeds if not all are affected", async () => {
    await finished({ ...whole, seeds: [1] });
    const other = { ...whole, arms: whole.arms.map((arm) => withRate(arm, 2e-3)) };
    const said = await stock(other);
    expect(said.at(-1)).toBe("e2e seed 1; per-layer seed 1: retrained: optimizer.rate 0.1 -> 2e-3");
    const threads = await stock({ ...whole, seeds: [1], threads: 4 }, { dryRun: true });
    expect(threads.at(-1)).toBe("e2e; per-layer: retrained: threads 1 -> 4");
  });

  it("is reported if an arm was left out in between, and if the declaration is the same", async () => {
    await finished(whole);
    await finished({ ...whole, arms: whole.arms.slice(1) });
    const other = { ...whole, arms: [withRate(whole.arms[0]!, 0.2), whole.arms[1]!] };
    expect((await stock(other, { dryRun: true })).at(-1)).toBe("e2e: retrained: optimizer.rate 0.1 -> 0.2");
    const data = "1".repeat(64);
    const moved = await stock(whole, {
      dryRun: true,
      plan: planExperiment(whole, { datasetDigest: data }),
      manifest: { infoplane: "0.0.0", file: "/a/fake.exp", digest: data },
    });
    expect(moved.at(-1)).toContain("the data have changed (SHA-256 000000000000 -> 111111111111)");
    expect((await stock({ ...whole, code: "other" }, { dryRun: true })).at(-1)).toContain("the code of a module");
  });
});

describe("a training of another length", () => {
  const contents = async (directory: string): Promise<Record<string, string>> => {
    const cells = join(directory, "cells");
    const files = await readdir(cells, { recursive: true });
    const kept = files.filter((file) => /records\.jsonl$|\.safetensors$/.test(file)).sort();
    return Object.fromEntries(
      await Promise.all(kept.map(async (file) => [file, await readFile(join(cells, file), "base64")] as const)),
    );
  };

  it.each([
    [3, 5],
    [3, 2],
    [2, 3],
  ])("of %i epochs becomes one of %i, with every bit of an uninterrupted run", async (before, after) => {
    const fresh = await tempDirectory();
    try {
      await finished(lasting(before));
      const [told] = (await stock(lasting(after))).slice(-1);
      const from = Math.min(before, after);
      expect(told).toBe(
        `e2e; per-layer: epochs ${before} -> ${after}, resumes from epoch ${from} of the earlier training`,
      );
      const { events } = await fakeRun(temp.path, { experiment: lasting(after) });
      expect(events.filter(({ kind }) => kind === "step")).toHaveLength(4 * 4 * (after - from));
      await finished(lasting(after), fresh.path);
      const [found, wanted] = [await contents(temp.path), await contents(fresh.path)];
      const records = Object.keys(wanted).filter((file) => file.endsWith("records.jsonl"));
      expect(records).toHaveLength(4);
      // What is measured on a checkpoint follows what was measured before.
      const rows = (text = ""): string[] => {
        const lines = Buffer.from(text, "base64").toString();
        return after < before
          ? lines
              .replace(/,"check":"[^"]*"\}/g, "}")
              .split("\n")
              .sort()
          : lines.split("\n");
      };
      for (const file of records) expect(rows(found[file])).toEqual(rows(wanted[file]));
      // A longer training kept the checkpoints of its own last epochs.
      const last = Object.keys(wanted).filter((file) => file.endsWith(`/${after}.safetensors`));
      for (const file of last) expect(found[file]).toBe(wanted[file]);
    } finally {
      await fresh.remove();
    }
  });

  it("starts again, and says why, if it may not resume or no checkpoint is left", async () => {
    await finished(lasting(2));
    const refused = await stock(lasting(3), { retrainReason: () => "since it is so" });
    expect(refused.at(-1)).toBe("e2e; per-layer: retrained: epochs 2 -> 3, since it is so");
    await finished(lasting(9));
    const gone = await stock(lasting(5));
    expect(gone.at(-1)).toMatch(/^e2e; per-layer: epochs 2 -> 5, resumes from epoch 2/);
    await removeAll([2, 5]);
    const none = await stock(lasting(4));
    expect(none.at(-1)).toBe(
      "e2e; per-layer: retrained: epochs 9 -> 4, no checkpoint of the earlier training is left to resume from",
    );
  });

  it("removes a cell in one step, and removes leftovers of a killed removal when the run is next opened", async () => {
    await finished(lasting(4));
    await finished(lasting(9));
    const cells = join(temp.path, "cells");
    await mkdir(join(cells, ".0123456789abcdef.1-00000000.tmp", "checkpoints"), { recursive: true });
    const before = await readdir(cells);
    await removeAll([4]);
    const after = await readdir(cells);
    expect(after).toEqual(before.filter((name) => after.includes(name)));
    expect([before.length, after.length]).toEqual([9, 4]);
  });

  /** The cells of these lengths, which no plan names. */
  async function removeAll(lengths: readonly number[]): Promise<void> {
    const run: RunStore = await openRunStore(temp.path, { lock: true });
    for (const { hash, epochs } of await unnamedCells(run, await earlierRuns(run))) {
      if (epochs !== undefined && lengths.includes(epochs)) await removeCell(run, hash);
    }
    await run.close();
  }
});
