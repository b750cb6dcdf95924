import { basename, dirname, join, resolve } from "node:path";
import { judgeClaims } from "@infoplane/analysis";
import {
  exitCodes,
  InfoplaneError,
  type Correction,
  type Diagnostic,
  type ExitCode,
  type Registry,
  type RunView,
} from "@infoplane/contracts";
import { makeDirectory, mergeRuns, readRuns, writeAtomic } from "@infoplane/core";
import { reportExitCode, type FailOn } from "../fail-on.ts";
import { loadUses } from "../load-uses.ts";
import { messages } from "../messages.ts";
import { readClaims } from "../read-claims.ts";
import { builtInRegistry } from "../registry.ts";
import type { Output } from "../show/output.ts";
import { renderReport, without } from "./report.ts";

export interface CompareFlags {
  readonly out?: string;
  readonly claims?: string;
  readonly failOn?: FailOn;
  readonly correction?: Correction;
}

/**
 * `compare <run> <run> ...`: one report and one set of verdicts over the arms of several runs of the same data. Seeds
 * pair arms across runs as they do within one. The runs themselves are only read.
 */
export async function compareCommand(
  directories: readonly string[],
  flags: CompareFlags,
  output: Output,
): Promise<ExitCode> {
  const [first, ...others] = await readRuns(directories);
  if (!first || others.length === 0) throw new InfoplaneError(messages.oneRun(), exitCodes.wrongExperiment);
  const names = directories.map((directory) => basename(resolve(directory)));
  const out = resolve(flags.out ?? join(dirname(resolve(directories[0] ?? "")), `compare-${names.join("-")}`));
  const { view, notes } = mergeRuns([first, ...others], out);
  const registry = builtInRegistry();
  const missing = await loadUsesOf([first, ...others], registry);
  const claims =
    flags.claims === undefined ? view.experiment.claims : await readClaims(flags.claims, view.experiment, registry);
  const experiment = { ...view.experiment, claims };
  output.note(`${experiment.arms.map(({ name }) => name).join(", ")} x seeds ${experiment.seeds.join(", ")}`);
  for (const note of notes) output.note(`  ${note}`);
  await makeDirectory(out);
  await writeAtomic(
    join(out, "compare.json"),
    `${JSON.stringify({ runs: directories, notes, leftOut: view.leftOut, experiment }, undefined, 2)}\n`,
  );
  const compared = without({ ...view, experiment }, missing);
  // Runs may have other seeds: an arm lacks only those that it was to be trained with.
  const planned = (arm: string) => view.cells.filter((cell) => cell.arm === arm).map(({ seed }) => seed);
  const judged = judgeClaims(compared, { planned, ...(flags.correction && { correction: flags.correction }) });
  return reportExitCode(await renderReport({ ...compared, verdicts: judged }, registry, output), flags.failOn);
}

/** Each module once, though several runs name it. Answers what could not be loaded. */
async function loadUsesOf(runs: readonly RunView[], registry: Registry): Promise<Diagnostic[]> {
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
