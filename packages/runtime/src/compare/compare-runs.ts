import { existsSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { judgeClaims } from "@infoplane/analysis";
import {
  exitCodes,
  InfoplaneError,
  type Correction,
  type Diagnostic,
  type Registry,
  type StoredRun,
} from "@infoplane/contracts";
import { mergeRuns, readRuns } from "@infoplane/core";
import { makeDirectory, writeAtomic } from "@infoplane/files";
import { readClaims } from "../experiment/read-claims.ts";
import { messages } from "../messages.ts";
import { loadUses } from "../plugins/load-uses.ts";
import { builtInRegistry } from "../plugins/registry.ts";
import { renderReport, type RenderedRun } from "../view/render-report.ts";
import { withoutModules } from "../view/without-modules.ts";

/** How to compare runs. */
export interface CompareRequest {
  /** Folder of the comparison; default: `compare-<names>` next to the first run. */
  readonly out?: string;
  /** A file of claims about the arms by their names in the comparison; default: the claims of the runs. */
  readonly claims?: string;
  /** How claims are corrected for their number; default: joint. */
  readonly correction?: Correction;
}

/** A comparison, rendered. */
export interface ComparedRuns extends RenderedRun {
  /** What was renamed or left out to merge the runs. */
  readonly notes: readonly string[];
}

/**
 * One report and one set of verdicts over the arms of several runs of the same data. Seeds pair arms across runs as
 * they do within one. The runs themselves are only read. Throws InfoplaneError if they can't be compared.
 */
export async function compareRuns(directories: readonly string[], request: CompareRequest = {}): Promise<ComparedRuns> {
  const [first, ...others] = await readRuns(directories);
  if (!first || others.length === 0) throw new InfoplaneError(messages.oneRun(), exitCodes.wrongExperiment);
  const names = directories.map((directory) => basename(resolve(directory)));
  const out = resolve(request.out || join(dirname(resolve(directories[0] ?? "")), `compare-${names.join("-")}`));
  const { run, notes } = mergeRuns([first, ...others], out);
  const registry = builtInRegistry();
  const missing = await loadUsesOfRuns([first, ...others], registry);
  const claims =
    request.claims === undefined ? run.experiment.claims : await readClaims(request.claims, run.experiment, registry);
  const experiment = { ...run.experiment, claims };
  await makeDirectory(out);
  if (existsSync(join(out, "experiment.json"))) {
    throw new InfoplaneError(messages.outIsRun(out), exitCodes.wrongExperiment);
  }
  await writeAtomic(
    join(out, "compare.json"),
    `${JSON.stringify({ runs: directories, notes, leftOut: run.leftOut, experiment }, undefined, 2)}\n`,
  );
  const compared = withoutModules({ ...run, experiment }, missing);
  // Runs may have other seeds: an arm lacks only those that it was to be trained with.
  const planned = (arm: string) => run.cells.filter((cell) => cell.arm === arm).map(({ seed }) => seed);
  const verdicts = judgeClaims(compared, { planned, ...(request.correction && { correction: request.correction }) });
  return { ...(await renderReport({ ...compared, verdicts }, registry)), notes };
}

/** Each module once, even if several runs name it. Returns what could not be loaded. */
async function loadUsesOfRuns(runs: readonly StoredRun[], registry: Registry): Promise<Diagnostic[]> {
  const loaded = new Set<string>();
  const missing: Diagnostic[] = [];
  for (const { experiment, manifest, directory } of runs) {
    const file = manifest.file ?? join(directory, "experiment.exp");
    for (const path of experiment.uses) {
      const module = path.startsWith(".") ? resolve(dirname(file), path) : path;
      if (loaded.has(module)) continue;
      loaded.add(module);
      missing.push(...(await loadUses([{ path }], file, registry)));
    }
  }
  return missing;
}
