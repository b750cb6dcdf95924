import { access, rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import { setTimeout } from "node:timers/promises";
import {
  exitCodes,
  InfoplaneError,
  z,
  primaryDiagnostic,
  type CellSpec,
  type Experiment,
  type Manifest,
  type Plan,
} from "@infoplane/contracts";
import {
  acquireLock,
  clearTemporary,
  makeDirectory,
  withStorageErrors,
  writeAtomic,
  type Lock,
  type LockOptions,
} from "@infoplane/files";
import { cellMissing, fileDamaged, runFileMissing, runMissing, storeNewer } from "../messages.ts";
import { CellStore } from "./cell-store.ts";
import { compactPlan, digestOfText, expandCell, expandPlan, type CompactPlan } from "./compact-plan.ts";
import { readChecked, readJson, writeJson } from "./json-file.ts";
import { namesIn, readIfThere } from "./read-stored.ts";
import { definitionSchema, experimentSchema, manifestSchema, planSchema, type Definition } from "./stored-schemas.ts";

/** Format of a run's files. A reader of one version reads all that are not newer. */
const storeVersion = 4;
const versionSchema = z.object({ format: z.int().positive() });

/** What a run is about, according to its store. */
export interface StoredDefinition<P = Plan> {
  readonly experiment: Experiment;
  readonly plan: P;
  /** The experiment as it was written, or why that text can't be read or is not the one that was run. */
  readonly source: string | InfoplaneError;
}

/** The experiment as it was written. Throws InfoplaneError (`core/store-file-damaged`) if it has changed. */
export function sourceOf({ source }: Pick<StoredDefinition, "source">): string {
  if (source instanceof InfoplaneError) throw source;
  return source;
}

/** The folder of one experiment's results: see section 8 of the design. */
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

  /** Names of all cells in the run's folder, whether its plan names them or not. */
  async cellsThere(): Promise<string[]> {
    const names = await namesIn(join(this.directory, "cells"));
    return names.filter((name) => /^[0-9a-f]{16}$/.test(name)).sort();
  }

  /**
   * Writes what the run is about before any cell starts: four files as one. Until all are written, `next.json` holds
   * their contents and counts in their place.
   */
  async writeExperiment(experiment: Experiment, source: string, plan: Plan, manifest: Manifest): Promise<void> {
    const definition = { experiment, source, plan: compactPlan(plan, source), manifest };
    await writeJson(join(this.directory, nextFile), definition);
    await this.#settle(definition);
  }

  /** Completes what a killed process began to write. */
  async recover(): Promise<void> {
    const next = await this.#next();
    if (next) await this.#settle(next);
  }

  async #settle({ experiment, source, plan, manifest }: Definition): Promise<void> {
    await writeAtomic(join(this.directory, sourceFile), source);
    const definition = await this.#writeJson("experiment.json", experiment);
    const check = await this.#writeJson(planFile, { ...plan, definition });
    if (manifest) await this.#writeJson(manifestFile, { ...manifest, plan: check });
    const next = join(this.directory, nextFile);
    await withStorageErrors(next, () => rm(next, { force: true }));
  }

  #next(): Promise<Definition | undefined> {
    return readJson(join(this.directory, nextFile), definitionSchema);
  }

  /** Writes the manifest of the current plan again. */
  async writeManifest(manifest: Manifest): Promise<void> {
    const plan = (await this.#readPlanFile())?.check;
    await this.#writeJson(manifestFile, { ...manifest, ...(plan !== undefined && { plan }) });
  }

  /**
   * What the run is about: three files from one write. Throws InfoplaneError: `core/store-no-run`,
   * `core/store-file-missing` if there are cells, `core/store-file-damaged` if experiment or plan is damaged or they do
   * not belong together.
   */
  async readDefinition(): Promise<StoredDefinition> {
    const stored = await this.#readStored();
    return { ...stored, plan: expandPlan(stored.plan, stored.experiment) };
  }

  async #readStored(): Promise<StoredDefinition<CompactPlan>> {
    // Another process may be writing them right now.
    const waits = [100, 400];
    for (;;) {
      const next = await this.#next();
      if (next) return next;
      const [stored, experiment, text] = await Promise.all([
        this.#readPlanFile(),
        readChecked(join(this.directory, "experiment.json"), experimentSchema),
        this.#readText(),
      ]);
      if (!stored || !experiment) throw await this.#missing(stored ? "experiment.json" : planFile);
      const plan = stored.value;
      const isOfPlan = plan.definition === undefined || plan.definition === experiment.check;
      const source = this.#checkedSource(text, plan.source);
      const wait = waits.shift();
      if (wait === undefined && !isOfPlan) throw this.#damaged("experiment.json", "plan.json is of another experiment");
      if (wait === undefined || (isOfPlan && source === text)) {
        return { experiment: experiment.value, plan, source };
      }
      await setTimeout(wait);
    }
  }

  async #readText(): Promise<string | InfoplaneError> {
    try {
      const text = await readIfThere(join(this.directory, sourceFile));
      return text ?? this.#damaged(sourceFile, "it is not there");
    } catch (error) {
      if (error instanceof InfoplaneError) return error;
      throw error;
    }
  }

  /** The first versions did not keep the digest of the text. */
  #checkedSource(text: string | InfoplaneError, digest: string | undefined): string | InfoplaneError {
    if (text instanceof InfoplaneError || digest === undefined || digest === digestOfText(text)) return text;
    return this.#damaged(sourceFile, "it is not what was run");
  }

  async readExperiment(): Promise<Experiment> {
    return (await this.#readStored()).experiment;
  }

  /**
   * Throws InfoplaneError: `core/store-no-run`, `core/store-file-missing` if there are cells, `core/store-file-damaged`
   * if it is damaged or of another run than the plan.
   */
  async readManifest(): Promise<Manifest> {
    // Another process may be writing them right now.
    const waits = [100, 400];
    for (;;) {
      const next = await this.#next();
      if (next?.manifest) return next.manifest;
      const [plan, stored] = await Promise.all([
        this.#readPlanFile(),
        readJson(join(this.directory, manifestFile), manifestSchema),
      ]);
      if (!stored) throw await this.#missing(manifestFile);
      const { plan: of, ...manifest } = stored;
      if (next || !plan || (await this.#isOf(plan, of, manifest))) return manifest;
      const wait = waits.shift();
      if (wait === undefined) throw this.#damaged(manifestFile, "it and plan.json are of different runs");
      await setTimeout(wait);
    }
  }

  /** Manifests of older runs do not say of what plan they are, but often which cells were computed. */
  async #isOf(
    { value: { cells }, check }: StoredPlan,
    of: string | undefined,
    { engines }: Manifest,
  ): Promise<boolean> {
    if (of !== undefined) return check === undefined || check === of;
    const computed = new Set(engines?.flatMap(({ cells: hashes }) => hashes));
    if (computed.size === 0 || cells.some(({ hash }) => computed.has(hash))) return true;
    const there = await this.cellsThere();
    return there.some((hash) => computed.has(hash)) && cells.some(({ hash }) => there.includes(hash));
  }

  #readPlanFile(): Promise<StoredPlan | undefined> {
    return readChecked(join(this.directory, planFile), planSchema);
  }

  /** The cells of the current experiment; others in `cells/` belong to earlier versions of it. */
  async readPlan(): Promise<Plan> {
    return (await this.readDefinition()).plan;
  }

  /** One cell of the plan and its experiment: for a process that runs only this one. */
  async readCell(hash: string): Promise<{ readonly cell: CellSpec; readonly experiment: Experiment }> {
    const { experiment, plan } = await this.#readStored();
    const entry = plan.cells.find((candidate) => candidate.hash === hash);
    const cell = entry && expandCell(entry, experiment);
    if (!cell) throw new InfoplaneError(cellMissing(this.directory, hash), exitCodes.wrongExperiment);
    return { cell, experiment };
  }

  /** See {@link sourceOf}. */
  async readSource(): Promise<string> {
    return sourceOf(await this.#readStored());
  }

  /** Lets other processes open it. */
  async close(): Promise<void> {
    // A lock that cannot be removed is taken over once this process has ended.
    await this.#lock?.release().catch(() => undefined);
  }

  #writeJson(name: string, value: object): Promise<string> {
    return writeJson(join(this.directory, name), value, { indent: true });
  }

  #damaged(name: string, reason: string): InfoplaneError {
    return new InfoplaneError(fileDamaged(join(this.directory, name), reason), exitCodes.damaged);
  }

  /** A folder without it is no run; one that has cells is a damaged one. */
  async #missing(name: string): Promise<InfoplaneError> {
    if ((await this.cellsThere()).length > 0)
      return new InfoplaneError(runFileMissing(join(this.directory, name)), exitCodes.damaged);
    return new InfoplaneError(runMissing(this.directory, `it has no ${name}`), exitCodes.wrongExperiment);
  }

  /** Throws InfoplaneError (`core/store-no-run`, `core/store-file-missing`, `core/store-newer`) if it can't be read. */
  async refuseUnreadable(): Promise<void> {
    const format = await readFormat(this.directory);
    const isThere = (name: string) =>
      access(join(this.directory, name)).then(
        () => true,
        () => false,
      );
    if (!(await isThere("experiment.json")) && !(await isThere(nextFile))) throw await this.#missing("experiment.json");
    if (format !== undefined) return;
    // Whoever wrote a check wrote the format too.
    const plan = await this.#readPlanFile().catch(() => undefined);
    if (plan?.check !== undefined) throw await this.#missing(versionFile);
  }
}

interface StoredPlan {
  readonly value: CompactPlan;
  /** Older files have none. */
  readonly check: string | undefined;
}

/**
 * Opens a run for writing, creating the directory if needed. `lock`: true for the process that owns the run; false for
 * a process that runs one of its cells, which locks only that cell. Throws InfoplaneError with exit code 3:
 * `files/locked` (another process owns it), `files/not-writable`, `core/store-newer`.
 */
export async function openRunStore(
  directory: string,
  { lock, ...options }: { readonly lock: boolean } & LockOptions,
): Promise<RunStore> {
  const path = resolve(directory);
  await readFormat(path);
  await makeDirectory(join(path, "cells"));
  if (!lock) return new RunStore(path);
  const held = await acquireLock(join(path, "lock"), options);
  try {
    await clearTemporary(path);
    await clearTemporary(join(path, "cells"));
    await writeJson(join(path, versionFile), { format: storeVersion });
    await new RunStore(path).recover();
  } catch (error) {
    await held.release().catch(() => undefined);
    throw error;
  }
  return new RunStore(path, held);
}

const versionFile = "store.json";
const nextFile = "next.json";
const sourceFile = "experiment.exp";
const planFile = "plan.json";
const manifestFile = "manifest.json";

/** Throws InfoplaneError (`core/store-newer`). The first version did not record its number. */
async function readFormat(directory: string): Promise<number | undefined> {
  const written = await readJson(join(directory, versionFile), versionSchema).catch((error: unknown) => {
    // A path that is not a directory is reported on writing.
    if (primaryDiagnostic(error)?.code === "core/store-file-unreadable") return undefined;
    throw error;
  });
  if (written && written.format > storeVersion) {
    throw new InfoplaneError(storeNewer(directory, written.format, storeVersion), exitCodes.wrongEnvironment);
  }
  return written?.format;
}

/**
 * Opens a run for reading. Throws InfoplaneError: `core/store-no-run` if there is none, `core/store-file-missing` if
 * its cells are there.
 */
export async function findRun(directory: string): Promise<RunStore> {
  const store = new RunStore(resolve(directory));
  await store.refuseUnreadable();
  return store;
}
