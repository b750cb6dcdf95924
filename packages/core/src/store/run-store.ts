import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import {
  exitCodes,
  InfoplaneError,
  type CellSpec,
  type Experiment,
  type Manifest,
  type Plan,
} from "@infoplane/contracts";
import { z } from "zod";
import { cellMissing, runMissing } from "../messages.ts";
import { CellStore } from "./cell-store.ts";
import { acquireLock, type Lock } from "./lock.ts";
import { makeDirectory } from "./make-directory.ts";
import { readJson } from "./read-json.ts";
import { errorCode } from "./storing.ts";
import { writeAtomic } from "./write-atomic.ts";

const objectWith = <T>(key: string): z.ZodType<T> =>
  z.custom<T>((value) => typeof value === "object" && value !== null && key in value, `it has no "${key}"`);

/** The place of one experiment's results: see section 8 of the design. */
export class RunStore {
  readonly #lock: Lock | undefined;

  constructor(
    readonly directory: string,
    lock?: Lock,
  ) {
    this.#lock = lock;
  }

  get reportDirectory(): string {
    return join(this.directory, "report");
  }

  cell(hash: string): CellStore {
    return new CellStore(hash, join(this.directory, "cells", hash));
  }

  /** Writes what the run is about, before any cell starts. */
  async writeExperiment(experiment: Experiment, source: string, plan: Plan): Promise<void> {
    await writeAtomic(join(this.directory, "experiment.exp"), source);
    await this.#writeJson("experiment.json", experiment);
    await this.#writeJson("plan.json", plan);
  }

  async writeManifest(manifest: Manifest): Promise<void> {
    await this.#writeJson("manifest.json", manifest);
  }

  readExperiment(): Promise<Experiment> {
    return this.#readJson("experiment.json", objectWith<Experiment>("arms"));
  }

  readManifest(): Promise<Manifest> {
    return this.#readJson("manifest.json", objectWith<Manifest>("engine"));
  }

  /** The cells of the experiment as it stands; others in `cells/` are of earlier versions of it. */
  readPlan(): Promise<Plan> {
    return this.#readJson("plan.json", objectWith<Plan>("cells"));
  }

  /** One cell of the plan: for a process that runs only this one. */
  async readCell(hash: string): Promise<CellSpec> {
    const cell = (await this.readPlan()).cells.find((candidate) => candidate.hash === hash);
    if (!cell) throw new InfoplaneError(cellMissing(this.directory, hash), exitCodes.wrongExperiment);
    return cell;
  }

  /** The experiment as it was written. */
  async readSource(): Promise<string> {
    try {
      return await readFile(join(this.directory, "experiment.exp"), "utf8");
    } catch (error) {
      throw this.#missing("experiment.exp", error);
    }
  }

  /** Lets other processes in. */
  async close(): Promise<void> {
    await this.#lock?.release();
  }

  async #writeJson(name: string, value: unknown): Promise<void> {
    await writeAtomic(join(this.directory, name), `${JSON.stringify(value, undefined, 2)}\n`);
  }

  async #readJson<T>(name: string, schema: z.ZodType<T>): Promise<T> {
    const value = await readJson(join(this.directory, name), schema);
    if (value === undefined) throw this.#missing(name);
    return value;
  }

  #missing(name: string, cause?: unknown): InfoplaneError {
    return new InfoplaneError(runMissing(this.directory, `it has no ${name}`), exitCodes.wrongExperiment, { cause });
  }
}

/**
 * Opens a run for writing, making the directory where needed.
 * `lock`: true for the process that owns the run; false for a process that runs one of its cells, which locks that
 * cell only. Throws InfoplaneError with exit code 3: `store-locked` (another process owns it), `store-not-writable`.
 */
export async function openRun(directory: string, { lock }: { readonly lock: boolean }): Promise<RunStore> {
  const path = resolve(directory);
  await makeDirectory(join(path, "cells"));
  return new RunStore(path, lock ? await acquireLock(join(path, "lock")) : undefined);
}

/** Opens a run for reading. Throws InfoplaneError (`store-no-run`) when there is none. */
export async function findRun(directory: string): Promise<RunStore> {
  const store = new RunStore(resolve(directory));
  try {
    await readFile(join(store.directory, "experiment.json"));
  } catch (error) {
    const reason = errorCode(error) === "ENOENT" ? "it has no experiment.json" : (error as Error).message;
    throw new InfoplaneError(runMissing(store.directory, reason), exitCodes.wrongExperiment, { cause: error });
  }
  return store;
}
