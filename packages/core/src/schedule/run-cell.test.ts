import { appendFile, readdir, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import {
  alike,
  exitCodes,
  type CellEvent,
  type CellStatus,
  type Measurement,
  type RunRecord,
  type Metric,
} from "@infoplane/contracts";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { planExperiment } from "../plan/plan-experiment.ts";
import { PluginFault } from "../plugin-fault.ts";
import { openRunStore, type RunStore } from "../store/run-store.ts";
import { decodeSafetensors, encodeSafetensors } from "../store/safetensors.ts";
import {
  fakeExperiment,
  fakeMeasure,
  FakeRuntime,
  tempDirectory,
  type FakeRuntimeOptions,
  type TempDirectory,
} from "../test/index.ts";
import type { StoredSpec } from "../store/stored-schemas.ts";
import type { CellRuntime } from "./cell-runtime.ts";
import { runCell, type CellHooks } from "./run-cell.ts";

let temp: TempDirectory;
let run: RunStore;
beforeEach(async () => {
  temp = await tempDirectory();
  run = await openRunStore(temp.path, { lock: true });
});
afterEach(async () => {
  await run.close();
  await temp.remove();
});

function planned(...args: Parameters<typeof fakeExperiment>): StoredSpec {
  const { cells, measures } = planExperiment(fakeExperiment(...args));
  return { ...cells[0]!, measures };
}
const runSpec = (spec: StoredSpec, runtime: CellRuntime, hooks: Omit<CellHooks, "measures">): Promise<CellStatus> =>
  runCell(spec, runtime, { measures: spec.measures, ...hooks });
const cell = planned();
const place = (...path: string[]): string => join(temp.path, "cells", cell.hash, ...path);
const checkpoints = async (): Promise<string[]> => (await readdir(place("checkpoints"))).sort();
const recordsText = (): Promise<string> => readFile(place("records.jsonl"), "utf8");
/** Parses a stored line into its record. */
const rowOf = (line: string): RunRecord => {
  const { check, ...row } = JSON.parse(line) as RunRecord;
  expect(check).toMatch(/^\d+-[0-9a-f]{16}$/);
  return row;
};
/** The checks of lines depend on their order. */
const withoutChecks = (text: string): string => text.replace(/,"check":"[^"]*"\}/g, "}");
const records = async (): Promise<RunRecord[]> => (await recordsText()).trimEnd().split("\n").map(rowOf);

interface Ran {
  status: CellStatus;
  events: CellEvent[];
  notes: string[];
  runtime: FakeRuntime;
}
interface RanOptions extends FakeRuntimeOptions {
  cell?: StoredSpec;
  stop?: (event: CellEvent) => boolean;
  keepCheckpoints?: number;
}

async function go({ cell: spec = cell, stop, keepCheckpoints = 2, ...options }: RanOptions = {}): Promise<Ran> {
  const runtime = new FakeRuntime(options);
  const controller = new AbortController();
  const events: CellEvent[] = [];
  const emit = (event: CellEvent): void => {
    events.push(event);
    if (stop?.(event)) controller.abort();
  };
  const status = await runSpec(spec, runtime, { run, signal: controller.signal, emit, keepCheckpoints });
  expect(runtime.alive).toEqual({ trainings: 0, snapshots: 0, metrics: 0 });
  return { status, events, runtime, notes: events.flatMap((event) => (event.kind === "note" ? [event.message] : [])) };
}

interface Result {
  records: string;
  final: Buffer;
}
const results = new Map<StoredSpec, Promise<Result>>();

/** Records and final checkpoint of an uninterrupted run of the same cell elsewhere. */
function uninterrupted(spec = cell): Promise<Result> {
  const result = results.get(spec) ?? runElsewhere(spec);
  results.set(spec, result);
  return result;
}

async function runElsewhere(spec: StoredSpec): Promise<Result> {
  const elsewhere = await tempDirectory();
  try {
    const other = await openRunStore(elsewhere.path, { lock: true });
    const emit = (): void => undefined;
    await runSpec(spec, new FakeRuntime(), { run: other, signal: new AbortController().signal, emit });
    const { directory } = other.cell(spec.hash);
    const final = await readFile(join(directory, "checkpoints", "3.safetensors"));
    return { records: await readFile(join(directory, "records.jsonl"), "utf8"), final };
  } finally {
    await elsewhere.remove();
  }
}

async function expectSameAsUninterrupted(spec = cell): Promise<void> {
  const expected = await uninterrupted(spec);
  expect(await recordsText()).toBe(expected.records);
  expect(await readFile(place("checkpoints", "3.safetensors"))).toEqual(expected.final);
}

describe("a cell", () => {
  it("measures the untrained network, every epoch and the end, and closes each epoch with the training loss", async () => {
    const { status, events } = await go();
    expect(status).toEqual({ state: "done", at: { epoch: 3, step: 0 }, seconds: expect.any(Number) as number });
    const whole = (await records()).filter((row) => row.block === undefined);
    expect(whole.map((row) => `${row.epoch} ${row.step} ${row.quantity}`)).toEqual([
      "0 0 weight",
      "1 4 weight",
      "1 4 training-loss",
      "2 8 weight",
      "2 8 training-loss",
      "3 12 weight",
      "3 12 final",
      "3 12 training-loss",
    ]);
    expect(Object.keys(whole[0]!)).toEqual([
      "cell",
      "arm",
      "seed",
      "epoch",
      "step",
      "quantity",
      "value",
      "metric",
      "samples",
    ]);
    expect((await records()).find((row) => row.quantity === "training-loss")).toMatchObject({
      block: "block2",
      depth: 2,
    });
    expect(await checkpoints()).toEqual(["2.safetensors", "3.safetensors"]);
    expect(events.map(({ kind }) => kind).filter((kind) => kind !== "step" && kind !== "doing")).toEqual([
      "start",
      "measured",
      "measured",
      "measured",
      "measured",
      "end",
    ]);
    expect(await run.cell(cell.hash).readStatus()).toEqual(status);
  });

  it("gives identical bytes in two runs", async () => {
    await go();
    await expectSameAsUninterrupted();
  });

  it.each([1, 3, 4, 5, 8, 11])("resumes with the same bits after a stop at step %i", async (at) => {
    let steps = 0;
    const first = await go({ stop: (event) => event.kind === "step" && ++steps === at });
    // An epoch's end that is not yet measured counts as its last step.
    const epoch = Math.ceil(at / 4) - 1;
    expect(first.status).toEqual({ state: "interrupted", at: { epoch, step: at - 4 * epoch } });
    const second = await go();
    expect(second.status.state).toBe("done");
    expect(second.notes[0]).toMatch(/^resumes from epoch/);
    expect(second.events.filter(({ kind }) => kind === "step")).toHaveLength(12 - at);
    await expectSameAsUninterrupted();
  });

  it.each([0, 1, 2, 3])(
    "stops measuring epoch %i at the signal, and completes it later with the same bits",
    async (epoch) => {
      const more = planned({ measures: [...fakeExperiment().measures, fakeMeasure("more")] });
      const isMeasuring = (event: CellEvent): boolean =>
        event.kind === "doing" && event.what.endsWith(`for weight at epoch ${epoch}`);
      const first = await go({ cell: more, stop: isMeasuring });
      const at = epoch === 0 ? { epoch, step: 0 } : { epoch: epoch - 1, step: 4 };
      expect(first.status).toEqual({ state: "interrupted", at });
      expect((await records().catch(() => [])).filter((row) => row.epoch === epoch)).toEqual([]);
      const second = await go({ cell: more });
      expect(second.status.state).toBe("done");
      expect(second.events.filter(({ kind }) => kind === "step")).toHaveLength(12 - 4 * epoch);
      await expectSameAsUninterrupted(more);
    },
  );

  it("counts no negative time if the clock is set back", async () => {
    const runtime = new FakeRuntime();
    let now = 1_000_000;
    const emit = (): void => undefined;
    const back = Object.assign(runtime, { clock: () => (now -= 7000) });
    const status = await runSpec(cell, back, { run, signal: new AbortController().signal, emit });
    expect(status).toMatchObject({ state: "done", seconds: 0 });
    await expectSameAsUninterrupted();
  });

  it("does not begin if the signal came before", async () => {
    const controller = new AbortController();
    controller.abort();
    const runtime = new FakeRuntime();
    const status = await runSpec(cell, runtime, { run, signal: controller.signal, emit: () => undefined });
    expect(status).toEqual({ state: "interrupted", at: { epoch: 0, step: 0 } });
    expect(runtime.created).toBe(0);
  });

  it("is refused while another process works on it", async () => {
    const lock = await run.cell(cell.hash).lock();
    expect((await go()).status).toMatchObject({ state: "failed", code: "files/locked" });
    await lock.release();
    expect((await go()).status.state).toBe("done");
  });

  it("says when it resumes on another engine", async () => {
    await go({ stop: (event) => event.kind === "step" });
    const runtime = Object.assign(new FakeRuntime(), { engine: { ...new FakeRuntime().engine, name: "wasm" } });
    const notes: string[] = [];
    const emit = (event: CellEvent): void => {
      if (event.kind === "note") notes.push(event.message);
    };
    await runSpec(cell, runtime, { run, signal: new AbortController().signal, emit });
    expect(notes[0]).toMatch(/^began on js fake, 1 thread and continues on wasm fake/);
  });
});

describe("damage", () => {
  const stopAfterEpoch2 = (): Promise<Ran> =>
    go({ stop: (event) => event.kind === "measured" && event.at.epoch === 2 });

  it.each<[string, () => Promise<void>]>([
    ["a truncated checkpoint", () => truncate(place("checkpoints", "2.safetensors"), 100)],
    ["an empty checkpoint", () => truncate(place("checkpoints", "2.safetensors"), 0)],
    ["a checkpoint of other content", () => writeFile(place("checkpoints", "2.safetensors"), "x".repeat(500))],
    [
      "a checkpoint with one bit changed",
      async () => {
        const bytes = await readFile(place("checkpoints", "2.safetensors"));
        bytes[bytes.length - 1]! ^= 1;
        await writeFile(place("checkpoints", "2.safetensors"), bytes);
      },
    ],
  ])("uses the previous checkpoint when it finds %s", async (_, damage) => {
    await stopAfterEpoch2();
    await damage();
    const { notes, events } = await go();
    expect(notes[0]).toMatch(/2\.safetensors is damaged \(.+\) and is not used/);
    expect(notes[1]).toBe("resumes from epoch 1");
    expect(events.filter(({ kind }) => kind === "step")).toHaveLength(8);
    await expectSameAsUninterrupted();
  });

  it("does not fall back from a checkpoint of a newer version, whose training would be lost", async () => {
    await stopAfterEpoch2();
    const file = place("checkpoints", "2.safetensors");
    const { arrays, metadata } = decodeSafetensors(await readFile(file));
    await writeFile(file, encodeSafetensors({ arrays, metadata: { ...metadata, format: "infoplane-checkpoint-9" } }));
    const { status } = await go();
    expect(status).toMatchObject({ state: "failed", code: "core/cell-checkpoint-newer" });
    expect(await checkpoints()).toContain("2.safetensors");
  });

  it("starts again if no checkpoint is good, and says so", async () => {
    await stopAfterEpoch2();
    for (const name of await checkpoints()) await truncate(place("checkpoints", name), 50);
    const { notes, status } = await go();
    expect(notes.at(-1)).toBe("no checkpoint can be used: training starts over");
    expect(status.state).toBe("done");
    await expectSameAsUninterrupted();
  });

  it("drops records beyond the checkpoint and a torn line, and makes them again", async () => {
    await stopAfterEpoch2();
    const row = (await records()).at(-1)!;
    await (await run.cell(cell.hash).readRecords()).append([{ ...row, epoch: 3 }]);
    await appendFile(place("records.jsonl"), '{"cell":"x","arm":');
    await go();
    await expectSameAsUninterrupted();
  });

  it("goes back one more checkpoint if records of the last one are lost", async () => {
    await stopAfterEpoch2();
    await truncate(place("records.jsonl"), (await recordsText()).length - 10);
    const { notes } = await go();
    expect(notes[0]).toContain("the records of epoch 2 are incomplete");
    await expectSameAsUninterrupted();
  });

  it("stops at a damaged line in the middle and names it", async () => {
    await stopAfterEpoch2();
    const lines = (await recordsText()).split("\n");
    await writeFile(place("records.jsonl"), [...lines.slice(0, 2), "{{{", ...lines.slice(2)].join("\n"));
    const { status } = await go();
    expect(status).toMatchObject({ state: "failed", code: "core/store-line-damaged" });
    expect((status as { message: string }).message).toContain("records.jsonl, line 3");
  });
});

describe("faults of plugins", () => {
  const rowsOf = (rows: readonly unknown[]): unknown => ({ measure: () => rows });
  const throwing = (thrown: unknown) => (): never => {
    throw thrown;
  };
  const own = new Error("mine");
  own.cause = own;
  const unreadable = "failed in measure for weight at epoch 0: it threw something that can't be read";

  it("stops a cell that diverges, with step, block and last good checkpoint", async () => {
    const { status } = await go({ divergesAfter: 6 });
    expect(status).toMatchObject({ state: "failed", code: "core/cell-diverged", at: { epoch: 1, step: 2 } });
    const { message } = status as { message: string };
    expect(message).toBe("the loss of block2 became NaN at epoch 2, step 3; the last good checkpoint is from epoch 1");
    expect(await run.cell(cell.hash).readStatus()).toEqual(status);
  });

  it("fails at a metric's exception with the training saved, and later measures only what is missing", async () => {
    const onMeasure: FakeRuntimeOptions["onMeasure"] = ({ label }, { epoch }) => {
      if (label === "weight" && epoch === 2) throw new RangeError("no such block");
    };
    const { status } = await go({ onMeasure });
    expect(status).toMatchObject({ state: "failed", code: "core/metric-failed", at: { epoch: 2, step: 0 } });
    expect((status as { message: string }).message).toBe(
      "metric weight failed in measure for weight at epoch 2: no such block",
    );
    expect(await checkpoints()).toEqual(["1.safetensors", "2.safetensors"]);
    const { events } = await go();
    expect(events.filter(({ kind }) => kind === "step")).toHaveLength(4);
    const sorted = (text: string): string[] => withoutChecks(text).split("\n").sort();
    expect(sorted(await recordsText())).toEqual(sorted((await uninterrupted()).records));
  });

  it.each<[string, unknown, string]>([
    ["no number", { value: "much" }, "the value of weight is not a number"],
    ["a column that is no plain value", { value: 1, shape: [1] }, "column shape is not a number, a text, true"],
    ["a big integer", { value: 1, count: 1n }, "column count is not a number, a text, true"],
    [
      "a value that throws when it is written",
      { value: 1, at: { toJSON: (): unknown => JSON.parse("{") } },
      "column at is not",
    ],
    ["a block that is no text", { value: 1, block: 3 }, "block is not a text"],
    ["a quantity that is no text", { value: 1, quantity: Symbol("a") }, "quantity is not a text"],
    ["a depth that is no number", { value: 1, depth: "1" }, "depth is not a number"],
    ["the column constructor", { value: 1, constructor: 2 }, "constructor can't be the name of a column"],
    ["a text of megabytes", { value: 1, note: "x".repeat(2e6) }, "a row has 2000021 characters, more than 1000000"],
    ["nothing in it", null, "a measurement is null, not an object"],
    ["a number in its place", 3, "a measurement is a number, not an object"],
  ])("refuses a measurement with %s", async (_, measurement, reason) => {
    const runtime = new FakeRuntime();
    runtime.createMetric = () => ({ measure: () => [measurement as { value: number }] });
    const signal = new AbortController().signal;
    const status = await runSpec(cell, runtime, { run, signal, emit: () => undefined });
    expect(status).toMatchObject({ state: "failed", code: "core/metric-failed" });
    expect((status as { message: string }).message).toContain(reason);
  });

  it.each<[string, unknown, string]>([
    ["nothing", undefined, "failed in create for weight at epoch 0: create() returned no metric"],
    ["a metric without measure", { dispose: () => undefined }, "create() returned no metric"],
    [
      "no array",
      { measure: () => ({ value: 1 }) },
      "failed in measure for weight at epoch 0: measure() returned no array",
    ],
    ["rows without number", rowsOf(Array(2 ** 32 - 1)), "measure() returned 4,294,967,295 rows, more than 100,000"],
    ["a row too many", rowsOf(Array(100_001).fill({ value: 1 })), "measure() returned 100,001 rows, more than"],
    ["an array with gaps", rowsOf(Array(2)), "a measurement is undefined, not an object"],
    [
      "an array with a map() of its own",
      rowsOf(Object.assign([{ value: 1n }], { map: () => [{ cell: "x", arm: "other", quantity: "other", value: 1 }] })),
      "the value of weight is not a number",
    ],
    [
      "what throws an unreadable proxy",
      { measure: throwing(new Proxy({}, { getPrototypeOf: throwing(2) })) },
      unreadable,
    ],
    [
      "what throws an error with itself as cause",
      { measure: throwing(own) },
      "failed in measure for weight at epoch 0: mine",
    ],
  ])("names a metric whose create returns %s, and keeps the rows of the others", async (_, made, reason) => {
    const runtime = new FakeRuntime();
    const create = runtime.createMetric.bind(runtime);
    runtime.createMetric = (measure) => (measure.label === "weight" ? (made as Metric) : create(measure));
    const two = planned({ measures: [fakeMeasure("weight"), fakeMeasure("other")] });
    const signal = new AbortController().signal;
    const status = await runSpec(two, runtime, { run, signal, emit: () => undefined });
    expect(status).toMatchObject({ state: "failed", code: "core/metric-failed" });
    expect((status as { message: string }).message).toContain(reason);
    const { rows } = await run.cell(two.hash).readRecords();
    expect(new Set(rows.map(({ quantity }) => quantity))).toEqual(new Set(["other"]));
  });

  it("lets no metric change the position, and reports one that can't be disposed", async () => {
    const runtime = new FakeRuntime();
    const create = runtime.createMetric.bind(runtime);
    let isWritten = false;
    runtime.createMetric = (measure) => ({
      measure: (snapshot) => {
        isWritten ||= Reflect.set(snapshot.at, "epoch", 99);
        return create(measure).measure(snapshot);
      },
      dispose: () => {
        throw new Error("no longer there");
      },
    });
    const notes: string[] = [];
    const status = await runSpec(cell, runtime, {
      run,
      signal: new AbortController().signal,
      emit: (event) => {
        if (event.kind === "note") notes.push(event.message);
      },
    });
    expect([status.state, isWritten]).toEqual(["done", false]);
    expect(notes).toContain("metric weight failed in dispose: no longer there");
    expect((await records()).some(({ epoch }) => epoch === 99)).toBe(false);
  });

  it("names in each record the metric that took it, whatever the metric says", async () => {
    const runtime = new FakeRuntime();
    runtime.createMetric = () => ({ measure: () => [{ value: 1, metric: "other" }] });
    await runSpec(cell, runtime, { run, signal: new AbortController().signal, emit: () => undefined });
    const measured = (await records()).filter(({ quantity }) => quantity !== "training-loss");
    expect(new Set(measured.map(({ metric }) => metric))).toEqual(new Set(["weight"]));
    expect((await records()).find(({ quantity }) => quantity === "training-loss")).not.toHaveProperty("metric");
  });

  it("writes non-finite values as null", async () => {
    const runtime = new FakeRuntime();
    runtime.createMetric = () => ({ measure: () => [{ value: NaN, other: Infinity, quantity: "odd" }] });
    await runSpec(cell, runtime, { run, signal: new AbortController().signal, emit: () => undefined });
    expect((await records())[0]).toMatchObject({ quantity: "odd", value: null, other: null, measure: "weight" });
  });

  it.each(["create", "save"] as const)("names trainer and hook when %s fails", async (hook) => {
    const onTrainer: FakeRuntimeOptions["onTrainer"] = (called) => {
      if (called === hook) throw new Error("no such weight");
    };
    const { status } = await go({ onTrainer });
    const message = `trainer e2e failed in ${hook} at epoch 0: no such weight`;
    expect(status).toMatchObject({ state: "failed", code: "core/trainer-failed", message });
  });

  it("says how much memory was used, and what to try, when an allocation fails", async () => {
    const onTrainer = (): void => {
      new ArrayBuffer(Number.MAX_SAFE_INTEGER);
    };
    const { status } = await go({ onTrainer });
    expect(status).toMatchObject({ state: "failed", code: "core/cell-out-of-memory" });
    const { message, hint } = status as { message: string; hint: string };
    expect(message).toMatch(/was using \d[\d.]* GiB of \d[\d.]* GiB \(trainer e2e failed in create/);
    expect(message).toContain("at epoch 0: Array buffer allocation failed)");
    expect(hint).toContain("--set dataset.batch=4");
  });

  it("does not take a plugin's own words for a shortage of memory", async () => {
    const stack = "Error: out of memory\n    at measure (/a/plugin.mjs:4:5)";
    const { status } = await go({ onMeasure: throwing(Object.assign(new Error("out of memory"), { stack })) });
    const message = "metric weight failed in measure for weight at epoch 0: out of memory";
    expect(status).toMatchObject({ state: "failed", code: "core/metric-failed", message });
  });

  it("names the plugin at fault, and not the metric that came upon it", async () => {
    const fault = new PluginFault({
      code: "runtime/plugin-returned",
      severity: "error",
      message: "layer own is wrong",
    });
    const { status } = await go({ onMeasure: throwing(fault) });
    expect(status).toMatchObject({ state: "failed", code: "runtime/plugin-returned", message: "layer own is wrong" });
  });

  it("does not throw if the folder is not writable", async () => {
    await writeFile(join(temp.path, "cells", cell.hash), "a file where a directory should be");
    expect((await go()).status).toMatchObject({
      state: "failed",
      code: "files/not-writable",
      message: `cannot write ${join(temp.path, "cells", cell.hash)}: a file is where a directory should be`,
    });
    expect(exitCodes.wrongEnvironment).toBe(3);
  });
});

describe("rows with the same identity", () => {
  const twin = (extra: Record<string, number>) => ({
    changeRows: (rows: readonly Measurement[]) => [...rows, { ...rows[1]!, value: 7, ...extra }],
  });

  it("are refused, naming metric, epoch, block and what would distinguish them; nothing of the measuring is kept", async () => {
    const { status } = await go(twin({ unit: 3 }));
    expect(status).toMatchObject({ state: "failed", code: "core/metric-rows-alike" });
    const { message, hint } = status as CellStatus & { state: "failed" };
    expect(message).toContain("metric weight returned two rows of weight at epoch 0, block block2");
    expect(hint).toContain('these two differ in unit: `identity: ["unit"]`');
    expect((await records().catch(() => [])).filter(({ quantity }) => quantity === "weight")).toEqual([]);
  });

  it("do not occur if the metric declares the column that distinguishes them", async () => {
    const measures = [fakeMeasure("weight", { identity: ["unit"] })];
    const { status } = await go({ cell: planned({ measures }), ...twin({ unit: 3 }) });
    expect(status.state).toBe("done");
    expect((await records()).filter(({ unit }) => unit === 3)).toHaveLength(4);
  });
});

describe("draws of samples", () => {
  const drawn = planned({ measures: [fakeMeasure("weight", { probe: { split: "train", samples: 8, draws: 3 } })] });

  it("have their own records, the first with the values of a probe without draws", async () => {
    const one = planned({ measures: [fakeMeasure("weight", { probe: { split: "train", samples: 8 } })] });
    await go({ cell: one, keepCheckpoints: 9 });
    const plain = (await records()).filter(({ quantity }) => quantity === "weight");
    await go({ cell: drawn, keepCheckpoints: 9 });
    const rows = (await records()).filter(({ quantity }) => quantity === "weight");
    expect(rows).toHaveLength(3 * plain.length);
    const first = rows.filter(({ draw }) => draw === 1);
    expect(first).toEqual(plain.map((row) => ({ ...row, draw: 1 })));
    const means = rows.filter(({ block, epoch }) => block === undefined && epoch === 0);
    expect(means.map(({ value }) => Math.round((value! - means[0]!.value!) * 1e6))).toEqual([0, 1e6, 2e6]);
  });

  it("leave no snapshot or metric behind, and are all measured again if one fails", async () => {
    let calls = 0;
    const onMeasure = (): void => {
      if (++calls === 2) throw new Error("the second draw");
    };
    const { status, runtime } = await go({ cell: drawn, onMeasure });
    expect(status).toMatchObject({ state: "failed", code: "core/metric-failed" });
    expect((await records().catch(() => [])).filter(({ quantity }) => quantity === "weight")).toEqual([]);
    expect(runtime.alive).toEqual({ trainings: 0, snapshots: 0, metrics: 0 });
    expect((await go({ cell: drawn })).status.state).toBe("done");
    const rows = (await records()).filter(({ epoch, quantity }) => epoch === 0 && quantity === "weight");
    const counts = [1, 2, 3].map((draw) => rows.filter((row) => row["draw"] === draw).length);
    expect(counts).toEqual([6, 6, 6]);
    expect(alike(rows, () => [])).toBeUndefined();
  });
});

describe("measures added later", () => {
  const more = planned({ measures: [...fakeExperiment().measures, fakeMeasure("more")] });

  it("are taken on stored checkpoints without training; what is unavailable is reported", async () => {
    await go();
    const before = await recordsText();
    expect(more.hash).toBe(cell.hash);
    const { events, notes, status } = await go({ cell: more });
    expect(status.state).toBe("done");
    expect(events.filter(({ kind }) => kind === "step")).toHaveLength(0);
    expect(notes).toContain("more could not be measured at epochs 0-1: no checkpoint is left");
    const after = await recordsText();
    expect(after.startsWith(before)).toBe(true);
    const added = after.slice(before.length).trimEnd().split("\n").map(rowOf);
    expect(new Set(added.map((row) => `${row.epoch} ${row.quantity}`))).toEqual(new Set(["2 more", "3 more"]));
    const old = (await records()).filter((row) => row.quantity === "weight").map((row) => [row.epoch, row.value]);
    const wanted = old.filter(([epoch]) => epoch === 2 || epoch === 3);
    expect(added.map((row) => [row.epoch, row.value])).toEqual(wanted);
  });

  it.each<[string, RanOptions, string]>([
    ["the signal comes", { stop: ({ kind }) => kind === "doing" }, "interrupted"],
    [
      "their metric fails",
      {
        onMeasure: () => {
          throw new RangeError("no such block");
        },
      },
      "failed",
    ],
  ])("leave a cell done in the store when %s: it is trained", async (_, options, state) => {
    const { status: before } = await go();
    const { status } = await go({ cell: more, ...options });
    expect(status.state).toBe(state);
    expect(await run.cell(cell.hash).readStatus()).toEqual(before);
    expect((await go({ cell: more })).status.state).toBe("done");
    expect((await records()).some(({ quantity }) => quantity === "more")).toBe(true);
  });

  it("stay where the experiment says so, next to the newest", async () => {
    const keeping = planned({ checkpoints: { every: 2 } });
    expect(keeping.hash).toBe(cell.hash);
    await go({ cell: keeping, keepCheckpoints: 1 });
    expect(await checkpoints()).toEqual(["0.safetensors", "2.safetensors", "3.safetensors"]);
  });

  it("carry the setting that a sensitivity varies", async () => {
    const measures = [fakeMeasure("weight on 8", { when: "end", setting: { samples: 8, scale: "raw" } })];
    await go({ cell: planned({ measures }) });
    const [row] = (await records()).filter(({ quantity }) => quantity === "weight on 8");
    expect(row).toMatchObject({ epoch: 3, samples: 8, scale: "raw" });
  });

  it("are all taken if all checkpoints were kept", async () => {
    await go({ keepCheckpoints: Infinity });
    expect(await checkpoints()).toHaveLength(4);
    const { notes } = await go({ cell: more, keepCheckpoints: Infinity });
    expect(notes).toEqual(["resumes from epoch 3"]);
    const epochs = (await records()).filter((row) => row.quantity === "more").map((row) => row.epoch);
    expect(new Set(epochs)).toEqual(new Set([0, 1, 2, 3]));
  });

  it("may share a label: nothing of either is lost on resuming", async () => {
    const probe = { split: "train", samples: 16 } as const;
    const twice = planned({ measures: [fakeMeasure("weight"), fakeMeasure("weight", { probe })] });
    await go({ cell: twice, stop: (event) => event.kind === "measured" && event.at.epoch === 2 });
    await go({ cell: twice });
    await expectSameAsUninterrupted(twice);
  });

  it("replace the records of a measure with the same label and another definition", async () => {
    await go();
    const probed = planned({ measures: [fakeMeasure("weight", { probe: { split: "train", samples: 16 } })] });
    await go({ cell: probed });
    const rows = (await records()).filter((row) => row.quantity === "weight" && row.block === undefined);
    expect(rows.map((row) => [row.epoch, row["samples"]])).toEqual([
      [2, 16],
      [3, 16],
    ]);
  });
});

describe("a measure with another definition under the same label", () => {
  const probed = planned({ measures: [fakeMeasure("weight", { probe: { split: "train", samples: 16 } })] });
  const sorted = (text: string): string[] => withoutChecks(text).split("\n").sort();
  const asideFiles = async (): Promise<string[]> =>
    (await readdir(place())).filter((name) => /^records\..+\.jsonl$/.test(name)).sort();
  const samplesByEpoch = async (): Promise<unknown[]> =>
    (await records())
      .filter((row) => row.quantity === "weight" && row.block === undefined)
      .map((row) => [row.epoch, row["samples"]]);

  it("never loses a record: each definition finds its own again", async () => {
    await go();
    const first = await recordsText();
    await go({ cell: probed });
    const second = await recordsText();
    const [aside = ""] = await asideFiles();
    expect(aside).toMatch(/^records\.[0-9a-f]{8}\.jsonl$/);
    const kept = sorted(await readFile(place(aside), "utf8")).filter((line) => line !== "");
    expect(kept).toEqual(sorted(first).filter((line) => line.includes('"quantity":"weight"')));

    const { events } = await go();
    expect(events.filter(({ kind }) => kind === "step")).toEqual([]);
    expect(sorted(await recordsText())).toEqual(sorted(first));
    await go({ cell: probed });
    expect(sorted(await recordsText())).toEqual(sorted(second));
    expect(await asideFiles()).toHaveLength(2);
  });

  it.each([
    ["before the records left", true],
    ["after the records left", false],
  ])("survives a kill %s", async (_, withRecords) => {
    await go();
    const [first, spec] = [await recordsText(), await readFile(place("spec.json"))];
    await go({ cell: probed });
    await writeFile(place("spec.json"), spec);
    await rm(place("seal.json"));
    await writeFile(place("records.jsonl"), first);
    if (!withRecords) await (await run.cell(cell.hash).readRecords()).keep(({ quantity }) => quantity !== "weight");
    await go({ cell: probed });
    expect(await samplesByEpoch()).toEqual([
      [2, 16],
      [3, 16],
    ]);
    await go();
    expect(sorted(await recordsText())).toEqual(sorted(first));
  });

  it("is not restored if lines of it are missing", async () => {
    await go();
    await go({ cell: probed });
    const [aside = ""] = await asideFiles();
    const lines = (await readFile(place(aside), "utf8")).split("\n");
    await writeFile(place(aside), lines.slice(0, -2).concat("").join("\n"));
    const { status } = await go();
    expect(status).toMatchObject({ state: "failed", code: "core/store-rows-missing" });
    await writeFile(place(aside), lines.join("\n").slice(0, -20));
    expect((await go()).status).toMatchObject({ state: "failed", code: "core/store-line-damaged" });
  });

  it("restores nothing beyond the point where training resumes", async () => {
    await go();
    await go({ cell: probed });
    await truncate(place("checkpoints", "3.safetensors"), 10);
    const { status } = await go({ stop: (event) => event.kind === "step" });
    expect(status.state).toBe("interrupted");
    expect(Math.max(...(await records()).map((row) => row.epoch))).toBe(2);
    await go();
    expect(sorted(await recordsText())).toEqual(sorted((await uninterrupted()).records));
  });

  it("is noticed even if it was not asked for in between", async () => {
    await go({ stop: (event) => event.kind === "measured" && event.at.epoch === 1 });
    const without = planned({ measures: [fakeMeasure("final", { when: "end" })] });
    await go({ cell: without, stop: (event) => event.kind === "measured" && event.at.epoch === 2 });
    await go({ cell: probed });
    expect(new Set((await samplesByEpoch()).map((row) => (row as unknown[])[1]))).toEqual(new Set([16]));
  });
});
