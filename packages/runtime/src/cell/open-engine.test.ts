import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CellSpec, Manifest } from "@infoplane/contracts";
import { openRunStore } from "@infoplane/core";
import { fakeExperiment } from "@infoplane/core/test";
import { expect, it, onTestFinished } from "vitest";
import { threadsBefore } from "./open-engine.ts";
import { threadsOf } from "./threads-of.ts";

it("resumes with a cell's own threads, or those in its log if it is older than the setting", async () => {
  const folder = mkdtempSync(join(tmpdir(), "infoplane-threads-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const run = await openRunStore(folder, { lock: true });
  const cell = run.cell("a".repeat(16));
  const spec = { hash: cell.hash } as CellSpec;
  expect(await threadsBefore(cell, spec)).toEqual({});
  const lock = await cell.lock();
  await cell.log({ kind: "start", threads: 3 });
  await lock.release();
  expect(await threadsBefore(cell, spec)).toEqual({ threads: 3 });
  expect(await threadsBefore(cell, { ...spec, threads: 2 })).toEqual({ threads: 2 });
  await run.close();
});

it("uses what is requested, else what is stored, else the same default everywhere", async () => {
  const folder = mkdtempSync(join(tmpdir(), "infoplane-threads-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const run = await openRunStore(folder, { lock: true });
  expect(await threadsOf(undefined, run)).toEqual({ threads: 1, from: "usual" });
  const experiment = fakeExperiment();
  const plan = { experiment: "e", measures: [], cells: [] };
  const manifest = {} as Manifest;
  await run.writeExperiment(experiment, "", plan, manifest);
  expect(await threadsOf(undefined, run)).toEqual({ threads: 1, from: "usual" });
  await run.writeExperiment({ ...experiment, threads: 5 }, "", plan, manifest);
  expect(await threadsOf(undefined, run)).toEqual({ threads: 5, from: "stored" });
  expect(await threadsOf(2, run)).toEqual({ threads: 2, from: "said" });
  await run.close();
});
