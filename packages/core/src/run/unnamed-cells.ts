import { readdir, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import type { CellStatus } from "@infoplane/contracts";
import { refuseLink, temporaryPathOf, withStorageErrors } from "@infoplane/files";
import type { CellStore } from "../store/cell-store.ts";
import type { RunStore } from "../store/run-store.ts";
import { earlierRuns, unlessMissing } from "./earlier-run.ts";

/** A cell in a run's folder that no plan names. */
export interface UnnamedCell {
  readonly hash: string;
  /** Its last name; undefined if its specification can't be read. */
  readonly arm?: string;
  readonly seed?: number;
  readonly epochs?: number;
  readonly state: CellStatus["state"];
  readonly bytes: number;
}

/**
 * Cells that neither the plan of a run nor those of its earlier reports (except those in `without`) name: cells of
 * previous versions of the experiment. Throws InfoplaneError if a plan can't be read or is of another run, as its cells
 * are then unknown, and (`files/link`) if the cells belong to another folder, as in an earlier report.
 */
export async function unnamedCells(run: RunStore, without: readonly RunStore[] = []): Promise<UnnamedCell[]> {
  await refuseLink(join(run.directory, "cells"));
  const named = new Set<string>();
  const leaving = new Set(without.map(({ directory }) => directory));
  const earlier = (await earlierRuns(run)).filter(({ directory }) => !leaving.has(directory));
  for (const one of [run, ...earlier]) {
    for (const { hash } of (await one.readPlan()).cells) named.add(hash);
    await unlessMissing(one.readManifest());
  }
  const found: UnnamedCell[] = [];
  for (const hash of await run.cellsThere()) {
    if (!named.has(hash)) found.push(await describe(run.cell(hash)));
  }
  return found;
}

/**
 * Removes a cell for good: first from its place in one step, as the lock's heartbeats would interfere with the removal,
 * then from the disk. Leftovers of a killed process are removed when the run is next opened. Throws InfoplaneError
 * (`files/locked`) while a process works on it.
 */
export async function removeCell(run: RunStore, hash: string): Promise<void> {
  const store = run.cell(hash);
  const lock = await store.lock();
  try {
    const leaving = temporaryPathOf(store.directory);
    await withStorageErrors(store.directory, () => rename(store.directory, leaving));
    await withStorageErrors(leaving, () => rm(leaving, { recursive: true, force: true }));
  } finally {
    await lock.release().catch(() => undefined);
  }
}

async function describe(store: CellStore): Promise<UnnamedCell> {
  const spec = await store.readSpec().catch(() => undefined);
  const status = await store.readLiveStatus().catch(() => ({ state: "waiting" }) as const);
  const known = spec && { arm: spec.arm, seed: spec.seed, epochs: spec.training.epochs };
  return { hash: store.hash, ...known, state: status.state, bytes: await sizeOf(store.directory) };
}

async function sizeOf(directory: string): Promise<number> {
  const entries = await readdir(directory, { withFileTypes: true, recursive: true }).catch(() => []);
  let bytes = 0;
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    bytes += await stat(join(entry.parentPath, entry.name)).then(
      ({ size }) => size,
      () => 0,
    );
  }
  return bytes;
}
