import { execFileSync } from "node:child_process";
import { appendFile, chmod, mkdir, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import {
  exitCodes,
  InfoplaneError,
  type CellEvent,
  type CellStatus,
  type CellView,
  type ClaimSide,
  type Dataset,
  type QuantitySpec,
  type ReportFile,
  type Reporter,
  type RunRecord,
  type RunView,
} from "@infoplane/contracts";
import type { Lock } from "@infoplane/files";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { mergeRuns } from "../compare/merge-runs.ts";
import { requestedWork, isFinished } from "../schedule/progress.ts";
import { writeJson } from "../store/json-file.ts";
import { digestOf, writeSeal } from "../store/seal.ts";
import type { CellStore } from "../store/cell-store.ts";
import { openRunStore, RunStore } from "../store/run-store.ts";
import {
  fakeArm,
  fakeExperiment,
  fakeMeasure,
  fakeRun,
  FakeRuntime,
  tempDirectory,
  type TempDirectory,
} from "../test/index.ts";
import { planExperiment } from "../plan/plan-experiment.ts";
import { runCell } from "../schedule/run-cell.ts";
import { collectManifest } from "./collect-manifest.ts";
import { earlierRuns, keepEarlier } from "./earlier-run.ts";
import { observeCells } from "./observe-cells.ts";
import { readRun } from "./read-run.ts";
import { exitCodeOf } from "./run-plan.ts";
import { unnamedCells } from "./unnamed-cells.ts";
import { writeReport, type WrittenReport } from "./write-report.ts";

let temp: TempDirectory;
beforeEach(async () => {
  temp = await tempDirectory();
});
afterEach(() => temp.remove());

const failureOf = async (promise: Promise<unknown>): Promise<InfoplaneError> => {
  const error = await promise.then(
    () => undefined,
    (caught: unknown) => caught,
  );
  expect(error).toBeInstanceOf(InfoplaneError);
  return error as InfoplaneError;
};
/** A run without claims and figures. */
const viewOf = async (directory: string): Promise<RunView> => ({
  ...(await readRun(directory)),
  verdicts: [],
  figures: [],
  drawnMetrics: [],
});
const names = (cells: readonly { readonly arm: string; readonly seed: number }[]): string[] =>
  cells.map(({ arm, seed }) => `${arm} ${seed}`);

describe("runPlan", () => {
  it("leaves everything that the design lists, and does not run a finished cell again", async () => {
    const first = await fakeRun(temp.path);
    expect(names(first.summary.done)).toEqual(["e2e 1", "per-layer 1", "e2e 2", "per-layer 2"]);
    expect(exitCodeOf(first.summary)).toBe(exitCodes.done);
    expect((await readdir(temp.path)).sort()).toEqual([
      "cells",
      "experiment.exp",
      "experiment.json",
      "manifest.json",
      "plan.json",
      "store.json",
    ]);
    const [hash = ""] = await readdir(join(temp.path, "cells"));
    const inside = ["checkpoints", "log.jsonl", "records.jsonl", "seal.json", "spec.json", "status.json"];
    expect((await readdir(join(temp.path, "cells", hash))).sort()).toEqual(inside);

    const runtime = new FakeRuntime();
    const second = await fakeRun(temp.path, { runtime });
    expect(runtime.created).toBe(0);
    expect(second.summary.reused).toHaveLength(4);
    expect(second.events).toEqual([]);
  });

  it("runs the rest when one cell fails, and later only that one again", async () => {
    const diverging = new FakeRuntime();
    const sound = diverging.createTrainer.bind(diverging);
    diverging.createTrainer = (cell) =>
      cell.arm === "per-layer" && cell.seed === 1 ? Promise.reject(new Error("no memory")) : sound(cell);
    const first = await fakeRun(temp.path, { runtime: diverging });
    expect(names(first.summary.done)).toEqual(["e2e 1", "e2e 2", "per-layer 2"]);
    expect(first.summary.failed[0]).toMatchObject({
      cell: { arm: "per-layer", seed: 1 },
      status: { code: "core/trainer-failed" },
    });
    expect(exitCodeOf(first.summary)).toBe(exitCodes.runFailed);
    const second = await fakeRun(temp.path);
    expect(names(second.summary.done)).toEqual(["per-layer 1"]);
    expect(second.summary.reused).toHaveLength(3);
  });

  it("stops at the signal with the state saved and resumes later", async () => {
    const controller = new AbortController();
    let steps = 0;
    const emit = (event: CellEvent): void => {
      if (event.kind === "step" && ++steps === 18) controller.abort();
    };
    const first = await fakeRun(temp.path, { signal: controller.signal, emit });
    expect(names(first.summary.interrupted)).toEqual(["per-layer 1", "e2e 2", "per-layer 2"]);
    expect(exitCodeOf(first.summary)).toBe(exitCodes.interrupted);
    const second = await fakeRun(temp.path);
    expect(second.summary.reused).toHaveLength(1);
    expect(second.events.filter(({ kind }) => kind === "step")).toHaveLength(4 * 12 - 18);
  });

  it("runs arms with equal training once", async () => {
    const experiment = fakeExperiment({ seeds: [1], arms: [fakeArm("a", "e2e"), fakeArm("b", "e2e")] });
    const { summary } = await fakeRun(temp.path, { experiment });
    expect(summary.done).toHaveLength(1);
    const view = await readRun(temp.path);
    const of = (arm: string): unknown[] =>
      view.records.filter((row) => row.arm === arm).map((row) => ({ ...row, arm: "" }));
    expect(of("a").length).toBeGreaterThan(0);
    expect(of("a")).toEqual(of("b"));
  });

  it("resumes a done cell for an added measure, and then leaves it alone", async () => {
    await fakeRun(temp.path);
    const experiment = fakeExperiment({ measures: [...fakeExperiment().measures, fakeMeasure("more")] });
    const runtime = new FakeRuntime();
    const { summary, events } = await fakeRun(temp.path, { experiment, runtime });
    expect([summary.done.length, summary.measured.length, runtime.created]).toEqual([0, 4, 4]);
    expect(exitCodeOf(summary)).toBe(exitCodes.done);
    expect(events.filter(({ kind }) => kind === "step")).toEqual([]);
    expect((await fakeRun(temp.path, { experiment })).summary.reused).toHaveLength(4);
  });

  it("counts a cell that trains again as trained, though it was done before", async () => {
    const { done } = (await fakeRun(temp.path)).summary;
    expect(done).toHaveLength(4);
    await writeFile(join(temp.path, "cells", done[0]?.hash ?? "", "checkpoints", "3.safetensors"), "");
    const experiment = fakeExperiment({ measures: [...fakeExperiment().measures, fakeMeasure("more")] });
    const { summary } = await fakeRun(temp.path, { experiment });
    expect(names(summary.done)).toEqual(names(done.slice(0, 1)));
    expect(summary.measured).toHaveLength(3);
  });

  it("fails only the cell with a damaged record, and shows what is left of it", async () => {
    const { done } = (await fakeRun(temp.path)).summary;
    const hash = done[1]?.hash ?? "";
    const file = join(temp.path, "cells", hash, "records.jsonl");
    const whole = await readRun(temp.path);
    const lines = (await readFile(file, "utf8")).split("\n");
    await writeFile(file, lines.with(1, "{{{").join("\n"));
    const experiment = fakeExperiment({ measures: [...fakeExperiment().measures, fakeMeasure("more")] });
    const { summary } = await fakeRun(temp.path, { experiment });
    expect([summary.measured.length, summary.failed.length]).toEqual([3, 1]);
    expect(summary.failed[0]).toMatchObject({ cell: { hash }, status: { code: "core/store-line-damaged" } });
    const view = await readRun(temp.path);
    expect(view.leftOut?.filter((text) => text.startsWith(`${file}, line 2 is damaged`))).toHaveLength(1);
    expect(view.cells.find((cell) => cell.hash === hash)?.status).toMatchObject({ state: "failed" });
    // A measurement is trusted as a whole or not at all.
    const isOther = (row: RunRecord): boolean => row.cell === hash && !(row.quantity === "weight" && row.epoch === 0);
    expect(view.records.filter(({ cell }) => cell === hash)).toEqual(whole.records.filter(isOther));
    expect(view.records.some((row) => row.quantity === "more")).toBe(true);
  });

  it("fails only the cell whose folder is a file", async () => {
    const { done } = (await fakeRun(temp.path)).summary;
    const place = join(temp.path, "cells", done[0]?.hash ?? "");
    await rm(place, { recursive: true });
    await writeFile(place, "");
    const { summary } = await fakeRun(temp.path);
    expect(summary.reused).toHaveLength(3);
    expect(summary.failed[0]?.status).toMatchObject({
      code: "files/not-writable",
      message: `cannot write ${place}: a file is where a directory should be`,
    });
    const view = await readRun(temp.path);
    expect(view.cells[0]?.status).toMatchObject({ state: "failed", code: "core/store-file-unreadable" });
    expect(view.leftOut?.[0]).toContain(`cannot read ${place}`);
    expect(new Set(view.records.map((row) => row.cell)).size).toBe(3);
  });

  it("keeps the manifest of the run that made the records, and says which engine made the kept ones", async () => {
    const manifest = async (): Promise<unknown> => JSON.parse(await readFile(join(temp.path, "manifest.json"), "utf8"));
    const onGpu = Object.assign(new FakeRuntime(), { engine: { ...new FakeRuntime().engine, name: "native-gpu" } });
    await fakeRun(temp.path, { runtime: onGpu });
    const first = await manifest();
    await fakeRun(temp.path);
    expect(await manifest()).toEqual(first);
    await fakeRun(temp.path, { experiment: fakeExperiment({ seeds: [1, 2, 3] }) });
    expect(await manifest()).toMatchObject({
      engine: { name: "js" },
      engines: [
        { engine: { name: "native-gpu" }, cells: { length: 4 } },
        { engine: { name: "js" }, cells: { length: 2 } },
      ],
    });
    const [warning] = (await readRun(temp.path)).manifest.warnings;
    expect(warning).toContain("native-gpu fake on none, 1 thread (e2e seed 1, e2e seed 2, per-layer seed 1");
    expect(warning).toContain("js fake on none, 1 thread (e2e seed 3, per-layer seed 3)");
  });

  it("records how a cell failed whose process died", async () => {
    const died: CellStatus = { state: "failed", at: { epoch: 0, step: 2 }, code: "died", message: "SIGKILL" };
    const createExecutor = () => ({
      async execute(cells: readonly { readonly hash: string }[]) {
        const run = await openRunStore(temp.path, { lock: false });
        for (const { hash } of cells) {
          const store = run.cell(hash);
          await (await store.lock()).release();
          await store.writeStatus({ state: "running", at: { epoch: 1, step: 0 } });
        }
        return new Map(cells.map(({ hash }) => [hash, died]));
      },
    });
    const { summary } = await fakeRun(temp.path, { createExecutor });
    expect(summary.failed).toHaveLength(4);
    expect((await readRun(temp.path)).cells[0]?.status).toEqual(died);
  });
});

describe("openRunStore", () => {
  it("refuses a second process with exit code 3", async () => {
    const run = await openRunStore(temp.path, { lock: true });
    const error = await failureOf(openRunStore(temp.path, { lock: true }));
    expect([error.exitCode, error.diagnostics[0]?.code]).toEqual([exitCodes.wrongEnvironment, "files/locked"]);
    await run.close();
    await (await openRunStore(temp.path, { lock: true })).close();
  });

  it.each<[string, (path: string) => Promise<string>]>([
    [
      "below a file",
      async (path) => {
        await writeFile(join(path, "file"), "");
        return join(path, "file", "runs");
      },
    ],
    [
      "that is a file",
      async (path) => {
        await writeFile(join(path, "run"), "");
        return join(path, "run");
      },
    ],
    ["in a file system without writing", () => Promise.resolve("/proc/infoplane/run")],
  ])("says what to do about a place %s", async (_, prepare) => {
    const error = await failureOf(openRunStore(await prepare(temp.path), { lock: true }));
    expect(error.exitCode).toBe(exitCodes.wrongEnvironment);
    expect(error.diagnostics[0]).toMatchObject({
      code: "files/not-writable",
      hint: "choose another place with --out",
    });
  });

  it("says so if the directory is not writable", async () => {
    const place = join(temp.path, "read-only");
    await mkdir(join(place, "cells"), { recursive: true });
    await chmod(temp.path, 0o755);
    await chmod(place, 0o555);
    // Permissions do not bind root: become another user for a moment.
    const isRoot = process.geteuid?.() === 0;
    if (isRoot) process.seteuid?.(65534);
    try {
      const error = await failureOf(openRunStore(place, { lock: true }));
      expect(error.diagnostics[0]?.code).toBe("files/not-writable");
      expect(error.diagnostics[0]?.message).toContain(join(place, "lock"));
    } finally {
      if (isRoot) process.seteuid?.(0);
      await chmod(place, 0o755);
    }
  });
});

describe("versions of the store", () => {
  it("refuses a newer one, for writing and for reading, and leaves it unchanged", async () => {
    await fakeRun(temp.path);
    await writeFile(join(temp.path, "store.json"), '{"format": 99, "more": true}');
    for (const use of [() => openRunStore(temp.path, { lock: true }), () => readRun(temp.path)]) {
      const { exitCode, diagnostics } = await failureOf(use());
      expect([exitCode, diagnostics[0]?.code]).toEqual([exitCodes.wrongEnvironment, "core/store-newer"]);
    }
    expect(await readFile(join(temp.path, "store.json"), "utf8")).toContain("99");
  });

  it("reads and continues version 1, whose plan holds every cell in full", async () => {
    const experiment = fakeExperiment();
    await fakeRun(temp.path, { experiment });
    const now = await readRun(temp.path);
    await rm(join(temp.path, "store.json"));
    const plan = planExperiment(experiment, { datasetDigest: "0".repeat(64) });
    await writeFile(join(temp.path, "plan.json"), JSON.stringify(plan));
    expect(await readRun(temp.path)).toEqual(now);
    expect((await fakeRun(temp.path, { experiment })).summary.reused).toHaveLength(4);
  });

  it("reads version 3, whose claims choose a block by `layer` and go over `layers`", async () => {
    const quantity = { text: "weight(block: last)[e2e]", name: "weight", args: [], arm: "e2e" };
    const side = (changes: Pick<QuantitySpec, "selector" | "over">): ClaimSide => {
      return { text: "", terms: [{ sign: 1, quantity: { ...quantity, ...changes } }], constant: 0 };
    };
    const left = side({ selector: { measure: "weight", block: "last" } });
    const right = side({ selector: { measure: "weight" }, over: { reduce: "mean", axis: "blocks" } });
    const experiment = fakeExperiment({ claims: [{ text: "grows", left, relation: ">", right }] });
    await fakeRun(temp.path, { experiment });
    const now = await readRun(temp.path);
    const file = join(temp.path, "experiment.json");
    const text = (await readFile(file, "utf8")).replace('"block": "last"', '"layer": "last"');
    await writeFile(file, text.replace('"blocks"\n', '"layers"\n').replace(/,\s*"check": "\w+"/, ""));
    const plan = planExperiment(experiment, { datasetDigest: "0".repeat(64) });
    await writeFile(join(temp.path, "plan.json"), JSON.stringify(plan));
    expect(await readFile(file, "utf8")).toMatch(/"layer": "last"[^]*"axis": "layers"/);
    expect(await readRun(temp.path)).toEqual(now);
  });
});

describe("a cell whose process did not report how it ended", () => {
  const running: CellStatus = { state: "running", at: { epoch: 1, step: 0 } };
  /** The status of the first cell after an executor that leaves it running and returns this answer. */
  async function leave(answer: CellStatus, during: (store: CellStore) => Promise<void> = () => Promise.resolve()) {
    let hash = "";
    await fakeRun(temp.path, {
      createExecutor: (context) => ({
        async execute([cell]) {
          hash = cell!.hash;
          expect(context.directory).toBe(temp.path);
          const store = new RunStore(temp.path).cell(hash);
          await (await store.lock()).release();
          await store.writeStatus(running);
          await during(store);
          return new Map([[hash, answer]]);
        },
      }),
    });
    return new RunStore(temp.path).cell(hash);
  }
  const failed = (code: string): CellStatus => ({ state: "failed", at: { epoch: 2, step: 3 }, code, message: "m" });

  it("has failed if the executor says so, or is where it was last saved", async () => {
    expect(await (await leave(failed("executors/process-died"))).readStatus()).toMatchObject({ state: "failed" });
    const killed = await leave({ state: "interrupted", at: { epoch: 2, step: 3 } });
    expect(await killed.readStatus()).toEqual({ state: "interrupted", at: running.at });
  });

  it("stays as it is if another process is at work on it", async () => {
    expect(await (await leave(failed("files/locked"))).readStatus()).toEqual(running);
    const locks: Lock[] = [];
    const store = await leave({ state: "interrupted", at: { epoch: 2, step: 3 } }, async (cell) => {
      locks.push(await cell.lock());
    });
    expect(await store.readStatus()).toEqual(running);
    expect(await store.readLiveStatus()).toEqual(running);
    await locks[0]?.release();
    expect(await store.readLiveStatus()).toEqual({ state: "interrupted", at: running.at });
  });
});

describe("following cells on other machines", () => {
  it("reports what they did since the last call, and their status", async () => {
    const run = await openRunStore(temp.path, { lock: false });
    const { cells, measures } = planExperiment(fakeExperiment());
    const [cell] = cells;
    const observe = observeCells(run);
    expect(await observe(cell!)).toEqual({ status: { state: "waiting" }, sessions: 0, events: [] });
    const told: CellEvent[] = [];
    const controller = new AbortController();
    const emit = (event: CellEvent): void => {
      if (["start", "note", "measured"].includes(event.kind)) told.push(event);
      if (event.kind === "step" && event.at.epoch === 1) controller.abort();
    };
    await runCell(cell!, new FakeRuntime(), { run, measures, signal: controller.signal, emit });
    const first = await observe(cell!);
    expect(first.status.state).toBe("interrupted");
    const timeless = ({ events }: typeof first) => events.map((event) => ({ ...event, time: undefined }));
    expect(timeless(first)).toEqual(told);
    expect(first.events).toContainEqual(expect.objectContaining({ kind: "start", time: expect.any(Number) as number }));
    expect(first.sessions).toBe(1);
    told.length = 0;
    await runCell(cell!, new FakeRuntime(), { run, measures, signal: new AbortController().signal, emit });
    // The line `begun` comes after what the session said about its resume point.
    expect(timeless(await observe(cell!))).toEqual(told);
    expect((await observe(cell!)).events).toEqual([]);
    // A later observer sees the last session only.
    expect((await observeCells(run)(cell!)).events[0]).toMatchObject({ kind: "start", at: { step: 4 } });
  });

  it("keeps the last status of a cell that can't be read", async () => {
    const run = await openRunStore(temp.path, { lock: false });
    const { cells, measures } = planExperiment(fakeExperiment());
    const [cell] = cells;
    const observe = observeCells(run);
    await runCell(cell!, new FakeRuntime(), {
      run,
      measures,
      signal: new AbortController().signal,
      emit: () => undefined,
    });
    const { status } = await observe(cell!);
    expect(status.state).toBe("done");
    const file = join(run.cell(cell!.hash).directory, "status.json");
    await rm(file);
    await mkdir(file);
    expect((await observe(cell!)).status).toEqual(status);
  });
});

describe("a sealed cell", () => {
  const recordsOf = (hash: string): string => join(temp.path, "cells", hash, "records.jsonl");

  it("counts as finished by the bytes of its records, without parsing them", async () => {
    const { summary } = await fakeRun(temp.path);
    const [cell] = summary.done;
    const file = recordsOf(cell!.hash);
    await writeFile(file, "no record at all\n");
    expect(await isFinished(cell!, fakeExperiment().measures, new RunStore(temp.path).cell(cell!.hash))).toBe(false);
    const place = join(temp.path, "cells", cell!.hash);
    await writeSeal(place, cell!.hash, {
      asked: requestedWork(cell!, fakeExperiment().measures),
      records: await digestOf(file),
    });
    expect(await isFinished(cell!, fakeExperiment().measures, new RunStore(temp.path).cell(cell!.hash))).toBe(true);
  });

  it("is examined if a byte has changed, more is asked for, or the seal is gone", async () => {
    const { summary } = await fakeRun(temp.path);
    const hash = summary.done[0]!.hash;
    await rm(join(temp.path, "cells", hash, "seal.json"));
    expect((await fakeRun(temp.path)).summary.reused).toHaveLength(3);
    expect((await fakeRun(temp.path)).summary.reused).toHaveLength(4);

    const other = summary.done[1]!.hash;
    const text = await readFile(recordsOf(other), "utf8");
    await writeFile(recordsOf(other), `x${text.slice(1)}`);
    expect((await fakeRun(temp.path)).summary.reused).toHaveLength(3);

    const more = fakeExperiment({ measures: [fakeMeasure("weight"), fakeMeasure("other")] });
    expect((await fakeRun(temp.path, { experiment: more })).summary.reused).toEqual([]);
  });
});

describe("readRun", () => {
  it("keeps some epochs of more records than memory holds, and shows all to a visitor", async () => {
    const experiment = fakeExperiment({ arms: [fakeArm("e2e", "e2e", 10), fakeArm("per-layer", "per-layer", 9)] });
    await fakeRun(temp.path, { experiment });
    const whole = await readRun(temp.path);
    expect(whole.thinned).toBeUndefined();
    const visited: RunRecord[] = [];
    const visit = (_: CellView, rows: readonly RunRecord[]): number => visited.push(...rows);
    const view = await readRun(temp.path, { most: Math.ceil(whole.records.length / 3.5), visit });
    expect(visited).toEqual(whole.records);
    expect(view.thinned).toEqual({ every: 4, of: whole.records.length });
    const epochs = (arm: string) => new Set(view.records.filter((row) => row.arm === arm).map(({ epoch }) => epoch));
    expect([...epochs("e2e")]).toEqual([0, 4, 8, 10]);
    expect([...epochs("per-layer")]).toEqual([0, 4, 8, 9]);
    expect(whole.records).toEqual(expect.arrayContaining([...view.records]));
    expect(view.manifest.warnings[0]).toContain("every 4 epochs");
    expect(() => mergeRuns([view, whole], "elsewhere")).toThrow("do not fit in memory");
  });

  it("refuses a run whose fewest epochs do not fit into memory, and says what to do", async () => {
    await fakeRun(temp.path);
    const error = await failureOf(readRun(temp.path, { most: 5 }));
    expect(error.diagnostics[0]?.code).toBe("core/run-too-large");
    expect(error.diagnostics[0]?.hint).toContain("--max-old-space-size");
  });

  it("finds no damage in a run while others write to it", async () => {
    const looks: Promise<unknown>[] = [];
    const look = ({ kind }: CellEvent): void => {
      if (kind !== "step") looks.push(readRun(temp.path));
    };
    const others = fakeExperiment({ measures: [fakeMeasure("weight", { probe: { split: "train", samples: 16 } })] });
    for (const experiment of [fakeExperiment(), others, fakeExperiment({ title: "again" })]) {
      await fakeRun(temp.path, { experiment, emit: look });
    }
    const views = (await Promise.all(looks)) as Awaited<ReturnType<typeof readRun>>[];
    expect(views.length).toBeGreaterThan(40);
    for (const view of views) expect(view.leftOut).toBeUndefined();
  });

  it("reads the pending experiment if a process was killed while writing it; the next run completes the write", async () => {
    await fakeRun(temp.path);
    const old = ["experiment.json", "manifest.json"];
    const before = await Promise.all(old.map((name) => readFile(join(temp.path, name))));
    const wide = fakeExperiment({ seeds: [1, 2, 3] });
    await fakeRun(temp.path, { experiment: wide });
    const [exp, plan] = await Promise.all(
      ["experiment.exp", "plan.json"].map((name) => readFile(join(temp.path, name), "utf8")),
    );
    const { experiment, source, cells } = JSON.parse(plan ?? "") as Record<string, unknown>;
    const manifest = await new RunStore(temp.path).readManifest();
    const definition = { experiment: wide, source: exp, plan: { experiment, source, cells }, manifest };
    await writeJson(join(temp.path, "next.json"), definition);
    // Some are written, some are not.
    for (const [index, name] of old.entries()) await writeFile(join(temp.path, name), before[index]!);
    expect((await readRun(temp.path)).cells).toHaveLength(6);
    const run = await openRunStore(temp.path, { lock: true });
    expect(await unnamedCells(run)).toEqual([]);
    await run.close();
    expect(await readdir(temp.path)).not.toContain("next.json");
    const view = await readRun(temp.path);
    expect([view.cells.length, view.leftOut]).toEqual([6, undefined]);
  });

  it.each([
    ["cells", (run: RunStore) => unnamedCells(run)],
    ["earlier", earlierRuns],
    ["earlier/1", earlierRuns],
    ["earlier", keepEarlier],
    ["earlier/1", keepEarlier],
  ])("refuses a link in place of %s", async (name, list) => {
    await fakeRun(join(temp.path, "own"));
    await fakeRun(join(temp.path, "other/1"));
    const place = join(temp.path, "own", name);
    await rm(place, { recursive: true, force: true });
    await mkdir(dirname(place), { recursive: true });
    await symlink(join(temp.path, name === "earlier" ? "other" : "other/1"), place);
    const refused = await failureOf(list(new RunStore(join(temp.path, "own"))));
    expect([refused.exitCode, refused.diagnostics[0]?.code]).toEqual([exitCodes.wrongEnvironment, "files/link"]);
  });

  it("refuses a plan of another experiment, as the cells it names are unknown", async () => {
    await fakeRun(temp.path);
    const plan = await readFile(join(temp.path, "plan.json"));
    await fakeRun(temp.path, { experiment: fakeExperiment({ seeds: [7] }) });
    await writeFile(join(temp.path, "plan.json"), plan);
    const run = new RunStore(temp.path);
    for (const read of [() => readRun(temp.path), () => unnamedCells(run), () => run.readPlan()]) {
      const error = await failureOf(read());
      expect([error.exitCode, error.message.includes("plan.json is of another experiment")]).toEqual([4, true]);
    }
  });

  it.each(["plan.json", "experiment.json", "manifest.json", "store.json"])(
    "names a missing %s if there are cells, and run writes it again",
    async (name) => {
      await fakeRun(temp.path);
      await rm(join(temp.path, name));
      const { exitCode, diagnostics } = await failureOf(readRun(temp.path));
      expect([exitCode, diagnostics[0]?.code]).toEqual([exitCodes.damaged, "core/store-file-missing"]);
      expect(diagnostics[0]?.message).toContain(join(temp.path, name));
      await fakeRun(temp.path);
      expect((await readRun(temp.path)).leftOut).toBeUndefined();
    },
  );

  it("refuses a manifest of another run, also one of the same experiment on other data", async () => {
    const [own, other] = [join(temp.path, "own"), join(temp.path, "other")];
    await fakeRun(own);
    await fakeRun(other, { datasetDigest: "1".repeat(64) });
    const whole = await readFile(join(own, "manifest.json"));
    const theirs = await readFile(join(other, "manifest.json"), "utf8");
    // Those of older versions do not say of which plan they are.
    const older = theirs.replace(/,\s*"plan": "\w+"/, "").replace(/,\s*"check": "\w+"/, "");
    for (const text of [theirs, older]) {
      await writeFile(join(own, "manifest.json"), text);
      for (const read of [() => readRun(own), () => unnamedCells(new RunStore(own))]) {
        const { exitCode, message } = await failureOf(read());
        expect([exitCode, message.includes("manifest.json")]).toEqual([exitCodes.damaged, true]);
      }
    }
    await writeFile(join(own, "manifest.json"), whole);
    for (const name of ["plan.json", "experiment.json", "experiment.exp"])
      await writeFile(join(own, name), await readFile(join(other, name)));
    expect((await failureOf(unnamedCells(new RunStore(own)))).exitCode).toBe(exitCodes.damaged);
  });

  it("does not take the manifest of other data when there is nothing left to run", async () => {
    await fakeRun(temp.path);
    await fakeRun(temp.path, { datasetDigest: "1".repeat(64) });
    await fakeRun(temp.path);
    expect((await readRun(temp.path)).manifest.dataset.digest).toBe("0".repeat(64));
  });

  it("does not show records of another definition, and says so", async () => {
    await fakeRun(temp.path);
    const measures = [fakeMeasure("weight", { probe: { split: "train", samples: 16 } })];
    const stop = new AbortController();
    stop.abort();
    await fakeRun(temp.path, { experiment: fakeExperiment({ measures }), signal: stop.signal });
    const view = await readRun(temp.path);
    expect(view.records.some(({ quantity }) => quantity === "weight")).toBe(false);
    expect(view.manifest.warnings.join()).toContain(
      "weight was defined differently when it was measured in e2e seed 1",
    );
  });

  it("says which epochs of a measure a finished cell lacks", async () => {
    await fakeRun(temp.path);
    await fakeRun(temp.path, {
      experiment: fakeExperiment({ measures: [fakeMeasure("weight"), fakeMeasure("more")] }),
    });
    const { leftOut, manifest } = await readRun(temp.path);
    expect(leftOut).toBeUndefined();
    expect(manifest.warnings).toContain(
      "more has no records for epochs 0-1 in e2e seed 1, e2e seed 2, per-layer seed 1, per-layer seed 2",
    );
  });

  it("shows a run without its experiment.exp if that has changed", async () => {
    await fakeRun(temp.path);
    await appendFile(join(temp.path, "experiment.exp"), "# more\n");
    const view = await readRun(temp.path);
    expect([view.source, view.records.length > 0]).toEqual(["", true]);
    expect(view.leftOut).toEqual([`${join(temp.path, "experiment.exp")} is damaged: it is not what was run`]);
  });

  it("returns the records of the current experiment, by arm, seed and epoch", async () => {
    await fakeRun(temp.path, { experiment: fakeExperiment({ seeds: [9] }) });
    const arms = [{ ...fakeArm("per-layer"), name: "layer-wise" }, fakeArm("e2e")];
    await fakeRun(temp.path, { experiment: fakeExperiment({ arms, title: "now" }) });
    const view = await readRun(temp.path);
    expect(view.experiment.title).toBe("now");
    expect(names(view.cells)).toEqual(["layer-wise 1", "layer-wise 2", "e2e 1", "e2e 2"]);
    expect(view.cells.map(({ status }) => status.state)).toEqual(["done", "done", "done", "done"]);
    const order = view.records.map((row) => `${row.arm === "e2e" ? 1 : 0} ${row.seed} ${row.epoch}`);
    expect(order).toEqual([...order].sort());
    expect(view.manifest.finished).toMatch(/^1970/);
    expect(view.source).toBe("experiment fake\n");
  });

  it("shows a renamed arm by its new name without running it again", async () => {
    await fakeRun(temp.path);
    const renamed = fakeExperiment({ arms: [{ ...fakeArm("e2e"), name: "whole" }, fakeArm("per-layer")] });
    expect((await fakeRun(temp.path, { experiment: renamed })).summary.reused).toHaveLength(4);
    const arms = new Set((await readRun(temp.path)).records.map((row) => row.arm));
    expect(arms).toEqual(new Set(["whole", "per-layer"]));
  });

  it("skips a torn line and says so", async () => {
    const { summary } = await fakeRun(temp.path);
    const file = join(temp.path, "cells", summary.done[0]?.hash ?? "", "records.jsonl");
    const before = (await readRun(temp.path)).records.length;
    await appendFile(file, '{"cell":');
    const view = await readRun(temp.path);
    expect(view.records).toHaveLength(before);
    expect(view.leftOut?.[0]).toContain(`${file}, line`);
  });

  it("refuses what is not a run, and names a damaged file", async () => {
    const missing = await failureOf(readRun(join(temp.path, "nothing")));
    expect([missing.exitCode, missing.diagnostics[0]?.code]).toEqual([exitCodes.wrongExperiment, "core/store-no-run"]);
    await fakeRun(temp.path);
    await writeFile(join(temp.path, "manifest.json"), "{");
    const damaged = await failureOf(readRun(temp.path));
    expect(damaged.diagnostics[0]?.code).toBe("core/store-file-damaged");
    expect(damaged.message).toContain("manifest.json");
  });
});

describe("writeReport", () => {
  const reporter = (files: readonly ReportFile[], failure?: Error): Reporter => ({
    // eslint-disable-next-line @typescript-eslint/require-await -- the contract is asynchronous
    async *render() {
      yield* files;
      if (failure) throw failure;
    },
  });
  const write = async (...files: ReportFile[]): Promise<WrittenReport> =>
    writeReport(await viewOf(temp.path), [{ name: "fake", reporter: reporter(files) }]);

  it("writes files below report/, text and bytes, replacing earlier ones", async () => {
    await fakeRun(temp.path);
    await write({ path: "index.html", content: "old" });
    const written = await write(
      { path: "index.html", content: "new" },
      { path: "figures/a.png", content: new Uint8Array([1, 2]), leftOut: ["b"] },
    );
    expect(written).toEqual({ files: ["index.html", "figures/a.png"], leftOut: ["b"] });
    expect(await readFile(join(temp.path, "report", "index.html"), "utf8")).toBe("new");
    expect([...(await readFile(join(temp.path, "report", "figures", "a.png")))]).toEqual([1, 2]);
    expect((await readdir(join(temp.path, "report"))).sort()).toEqual(["figures", "index.html"]);
  });

  it.each(["../manifest.json", "/tmp/x", "a/../../x", "a//b", "", ".", "a\\b", "a\0b", "C:/x"])(
    "refuses the path %j",
    async (path) => {
      await fakeRun(temp.path, { experiment: fakeExperiment({ seeds: [1], arms: [fakeArm("e2e", "e2e", 1)] }) });
      const error = await failureOf(write({ path, content: "x" }));
      expect(error.diagnostics[0]?.code).toBe("core/report-path");
    },
  );

  it("refuses to leave report/ through a link", async () => {
    await fakeRun(temp.path);
    await mkdir(join(temp.path, "report"));
    await symlink(join(temp.path, "cells"), join(temp.path, "report", "out"));
    expect((await failureOf(write({ path: "out/x", content: "x" }))).diagnostics[0]?.code).toBe("core/report-path");
  });

  it.each(["cells", "nowhere"])("refuses a report/ that is itself a link: to %s", async (target) => {
    await fakeRun(temp.path);
    await symlink(join(temp.path, target), join(temp.path, "report"));
    const refused = await failureOf(write({ path: "x", content: "x" }));
    expect([refused.exitCode, refused.diagnostics[0]?.code]).toEqual([exitCodes.wrongEnvironment, "files/link"]);
    expect(await readdir(join(temp.path, "cells"))).not.toContain("x");
  });

  it.each([
    ["renders nothing", undefined, "nothing that can be iterated for files"],
    ["renders a text", "a.txt", "nothing that can be iterated for files"],
    ["gives no file", [null], "a file whose path is not a text"],
    ["gives a path that is no text", [{ path: 3, content: "" }], "a file whose path is not a text"],
    ["gives content of another kind", [{ path: "a.txt", content: 5 }], "the content of a.txt is neither text"],
    [
      "writes below a file of its own",
      [
        { path: "a", content: "" },
        { path: "a/b", content: "" },
      ],
      "a file is where",
    ],
    [
      "throws nothing at all",
      () => {
        // eslint-disable-next-line @typescript-eslint/only-throw-error -- what plugins may throw
        throw null;
      },
      "it threw null",
    ],
  ])("renders the others when one reporter %s", async (_, files, reason) => {
    await fakeRun(temp.path, { experiment: fakeExperiment({ seeds: [1], arms: [fakeArm("e2e", "e2e", 1)] }) });
    const render = (): unknown => (typeof files === "function" ? files() : files);
    const reporters = [
      { name: "bad", reporter: { render } as unknown as Reporter },
      { name: "good", reporter: reporter([{ path: "table.md", content: "|" }]) },
    ];
    const error = await failureOf(writeReport(await viewOf(temp.path), reporters));
    expect(error.diagnostics[0]?.code).toBe("core/reporter-failed");
    expect(error.message).toContain("reporter bad failed: ");
    expect(error.message).toContain(reason);
    expect(await readdir(join(temp.path, "report"))).toContain("table.md");
  });

  it("refuses a file that another reporter has written, unless it is the same", async () => {
    await fakeRun(temp.path);
    const of = (name: string, content: string) => ({ name, reporter: reporter([{ path: "table.md", content }]) });
    const view = await viewOf(temp.path);
    expect((await writeReport(view, [of("a", "|"), of("b", "|")])).files).toEqual(["table.md", "table.md"]);
    const error = await failureOf(writeReport(view, [of("a", "|"), of("b", "other")]));
    expect(error.message).toContain("report/table.md was already written by another reporter");
    expect(await readFile(join(temp.path, "report/table.md"), "utf8")).toBe("|");
  });

  it("renders the others when one reporter fails, and names it", async () => {
    await fakeRun(temp.path);
    const reporters = [
      { name: "bad", reporter: reporter([], new Error("no font")) },
      { name: "good", reporter: reporter([{ path: "table.md", content: "|" }]) },
    ];
    const error = await failureOf(writeReport(await viewOf(temp.path), reporters));
    expect(error.message).toBe("core/reporter-failed: reporter bad failed: no font");
    expect(await readdir(join(temp.path, "report"))).toEqual(["table.md"]);
  });
});

it("unlocks the run if it could not be opened", async () => {
  // A directory where a file belongs.
  await mkdir(join(temp.path, "store.json"));
  expect((await failureOf(openRunStore(temp.path, { lock: true }))).message).toContain("files/not-writable");
  expect(await readdir(temp.path)).not.toContain("lock");
  await rm(join(temp.path, "store.json"), { recursive: true });
  await (await openRunStore(temp.path, { lock: true })).close();
});

describe("collectManifest", () => {
  const dataset = { name: "d", source: "generated", digest: "ab", train: { count: 3 }, test: { count: 2 } } as Dataset;
  const { engine } = new FakeRuntime();
  const collect = (directory: string, files: readonly string[] = []) =>
    collectManifest({ infoplane: "1.2.3", started: 0, command: ["run"], engine, dataset, directory, files });
  const git = (...args: string[]): string =>
    execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@b.c", ...args], { cwd: temp.path, encoding: "utf8" });

  it("holds versions, machine and data; nothing of git outside a repository", async () => {
    const manifest = await collect(temp.path);
    expect(manifest).toMatchObject({
      infoplane: "1.2.3",
      started: "1970-01-01T00:00:00.000Z",
      node: process.version,
      dataset: { name: "d", source: "generated", digest: "ab", train: 3, test: 2 },
      warnings: [],
    });
    expect(manifest.host.cores).toBeGreaterThan(0);
    expect(manifest).not.toHaveProperty("git");
    expect(manifest).not.toHaveProperty("standIn");
  });

  it("holds commit, branch and uncommitted changes of the given files, not of others", async () => {
    git("init", "-q", "-b", "trunk");
    expect((await collect(temp.path)).git).toBeUndefined();
    for (const name of ["a.exp", "same.ts", "secret.txt"]) await writeFile(join(temp.path, name), "one\n");
    git("add", ".");
    git("commit", "-qm", "first");
    await writeFile(join(temp.path, "a.exp"), "two\n");
    await writeFile(join(temp.path, "b.ts"), "new\n");
    await writeFile(join(temp.path, "secret.txt"), "password\n");
    const files = ["a.exp", "a.exp", "b.ts", "same.ts", "/etc/hostname", "absent.ts"];
    const manifest = await collect(temp.path, files);
    expect(manifest.git?.commit).toBe(git("rev-parse", "HEAD").trim());
    expect(manifest.git?.branch).toBe("trunk");
    expect(manifest.git?.diff).toMatch(/-one\n\+two\n# untracked: b\.ts\n$/);
    expect(manifest.git?.diff).not.toMatch(/password|secret|hostname|absent|same/);
    await writeFile(join(temp.path, "a.exp"), "x".repeat(2_000_000));
    expect((await collect(temp.path, files)).git?.diff).toContain("# the diff of a.exp is too large to keep\n");
  });
});
