import { cp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { measureOf, type Experiment, type MeasureSpec, type RunRecord } from "@infoplane/contracts";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { RunStore } from "../store/run-store.ts";
import {
  fakeArm,
  fakeExperiment,
  fakeMeasure,
  fakeRun,
  FakeRuntime,
  tempDirectory,
  type TempDirectory,
} from "../test/index.ts";
import { cellStatuses } from "./cell-status.ts";
import { readRun } from "./read-run.ts";
import { exitCodeOf } from "./run-plan.ts";

let temp: TempDirectory;
beforeEach(async () => (temp = await tempDirectory()));
afterEach(() => temp.remove());

const weightOn = (samples: number): MeasureSpec => fakeMeasure("weight", { probe: { split: "train", samples } });
/** One cell of the same hash, whatever its measures are. */
const measuring = (...measures: MeasureSpec[]): Experiment =>
  fakeExperiment({ seeds: [1], arms: [fakeArm("e2e")], measures });
const [here, there] = [weightOn(16), weightOn(8)];

const own = (...path: string[]): string => join(temp.path, "own", ...path);
const runHere = (experiment = measuring(here), options: Parameters<typeof fakeRun>[1] = {}) =>
  fakeRun(own(), { experiment, ...options });
const cellOf = async (run: string): Promise<string> => {
  const [hash = ""] = await readdir(join(run, "cells"));
  return join(run, "cells", hash);
};
const fail = (): never => {
  throw new Error("no");
};
const weights = (records: readonly RunRecord[]): RunRecord[] => records.filter((row) => measureOf(row) === "weight");

/** What a report and `status` say: with exit code 4 if it is not empty. */
async function said(): Promise<{ report: string; status: string; weights: RunRecord[] }> {
  const { leftOut = [], records } = await readRun(own());
  const messages: string[] = [];
  for await (const { status } of cellStatuses(new RunStore(own()))) {
    if (status.state === "failed") messages.push(`${status.code}: ${status.message}`);
  }
  return { report: leftOut.join("\n"), status: messages.join("\n"), weights: weights(records) };
}

async function expectNamed(file: string): Promise<RunRecord[]> {
  const { report, status, weights: shown } = await said();
  expect(report).toContain(file);
  expect(status).toMatch(/^core\/store-/);
  expect(status).toContain(file);
  return shown;
}

describe("files of the same cell from another run, with another definition of a measure", () => {
  let theirs: string;
  beforeEach(async () => {
    await runHere();
    await fakeRun(join(temp.path, "other"), { experiment: measuring(there) });
    theirs = await cellOf(join(temp.path, "other"));
  });
  const take = async (...names: string[]): Promise<void> => {
    for (const name of names) await cp(join(theirs, name), join(await cellOf(own()), name));
  };

  it("records, seal and status: named, not shown, and measured again by the next run", async () => {
    const { weights: before } = await said();
    await take("records.jsonl", "seal.json", "status.json");
    expect(await expectNamed("spec.json")).toEqual([]);
    expect((await runHere()).summary.reused).toEqual([]);
    const { report, weights: after } = await said();
    // The first checkpoint is gone.
    expect([report, after.length > 0]).toEqual(["", true]);
    expect(before).toEqual(expect.arrayContaining(after));
  });

  it("the specification: named, what the seal proves is shown, and the next run writes it again", async () => {
    const before = await said();
    await take("spec.json");
    expect(await expectNamed("spec.json")).toEqual(before.weights);
    expect((await runHere()).summary.reused).toEqual([]);
    expect(await said()).toEqual(before);
    expect((await runHere()).summary.reused).toHaveLength(1);
  });
});

describe("a specification that is damaged", () => {
  it("is written again if the seal says all that it said", async () => {
    await runHere();
    const before = await said();
    await writeFile(join(await cellOf(own()), "spec.json"), "{");
    expect(await expectNamed("spec.json")).toEqual(before.weights);
    await runHere();
    expect(await said()).toEqual(before);
  });

  it("hides records whose definition nothing else says, and is not written over", async () => {
    await runHere(measuring(here, fakeMeasure("more")));
    await runHere(measuring(fakeMeasure("more")));
    const place = await cellOf(own());
    await rm(join(place, "seal.json"));
    await writeFile(join(place, "spec.json"), "{");
    expect((await readRun(own())).records.filter((row) => measureOf(row) === "more")).toEqual([]);
    expect(exitCodeOf((await runHere(measuring(fakeMeasure("more")))).summary)).toBe(4);
    expect(await readFile(join(place, "spec.json"), "utf8")).toBe("{");
  });
});

describe("a seal that is missing", () => {
  it("is named, and made again by the next run", async () => {
    await runHere();
    const before = await said();
    await rm(join(await cellOf(own()), "seal.json"));
    expect(await expectNamed("seal.json")).toEqual(before.weights);
    await runHere();
    expect(await said()).toEqual(before);
  });

  it("does not come about by a measure that fails", async () => {
    await runHere();
    const failing = await runHere(measuring(there), { runtime: new FakeRuntime({ onMeasure: fail }) });
    expect(failing.summary.failed).toHaveLength(1);
    expect(await readdir(await cellOf(own()))).toContain("seal.json");
    expect(await said()).toEqual({ report: "", status: "", weights: [] });
  });
});

describe("lines without checks, in a cell that has always had them", () => {
  it.each([true, false])("are damaged: of a finished cell, %s", async (isFinished) => {
    const stop = new AbortController();
    const emit = isFinished
      ? () => undefined
      : ({ kind }: { readonly kind: string }) => kind === "measured" && stop.abort();
    await runHere(measuring(here), { signal: stop.signal, emit });
    const place = await cellOf(own());
    await rm(join(place, "seal.json"), { force: true });
    const text = await readFile(join(place, "records.jsonl"), "utf8");
    await writeFile(join(place, "records.jsonl"), text.replace(/,"check":"[^"]*"\}/g, "}"));
    expect(await expectNamed("records.jsonl, line 1 is damaged: it has no check")).toEqual([]);
    expect(exitCodeOf((await runHere()).summary)).toBe(4);
  });

  it("are read in a cell of an older store, and have checks once a session has begun", async () => {
    await runHere();
    const before = await said();
    const place = await cellOf(own());
    await rm(join(place, "seal.json"));
    for (const name of ["records.jsonl", "spec.json", "status.json"]) {
      const text = await readFile(join(place, name), "utf8");
      await writeFile(join(place, name), text.replace(/,\s*"check":\s*"[^"]*"\s*\}/g, "}"));
    }
    expect(await said()).toEqual(before);
    await runHere(measuring(here, fakeMeasure("more")));
    expect(await readFile(join(place, "records.jsonl"), "utf8")).toMatch(/"check"/);
    expect((await said()).report).toBe("");
  });
});

describe("the archive of a definition that is used again", () => {
  const archives = async (): Promise<string[]> =>
    (await readdir(await cellOf(own()))).filter((name) => /^records\.\w+\.jsonl$/.test(name));
  let archive: string;
  beforeEach(async () => {
    await runHere();
    await runHere(measuring(there));
    const [name = ""] = await archives();
    archive = join(await cellOf(own()), name);
  });

  it("gives back what it holds, as often as the definition changes", async () => {
    await runHere();
    const { weights: first } = await said();
    expect(first.map(({ epoch }) => epoch)).toContain(0);
    await runHere(measuring(there));
    await runHere();
    expect(await said()).toEqual({ report: "", status: "", weights: first });
    expect(await archives()).toHaveLength(2);
  });

  it.each<[string, (text: string) => string | undefined]>([
    [
      "has another digit",
      (text) => text.replace(/("value":-?\d\.)(\d)/, (_, a: string, b: string) => `${a}${(Number(b) + 1) % 10}`),
    ],
    ["lacks its end", (text) => text.split("\n").slice(0, 1).join("\n") + "\n"],
    ["has no checks", (text) => text.replace(/,"check":"[^"]*"\}/g, "}")],
    ["is missing", () => undefined],
  ])("is named by all who need it if it %s", async (_, harm) => {
    const harmed = harm(await readFile(archive, "utf8"));
    await (harmed === undefined ? rm(archive) : writeFile(archive, harmed));
    // Nobody needs it yet.
    expect((await said()).report).toBe("");
    for (let times = 0; times < 2; times++) {
      const { summary } = await runHere();
      expect([exitCodeOf(summary), summary.failed[0]?.status.message]).toEqual([4, expect.stringContaining(archive)]);
      await expectNamed(archive);
    }
  });
});
