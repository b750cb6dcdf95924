import {
  exitCodes,
  InfoplaneError,
  measureOf,
  type ArmSpec,
  type CellView,
  type ClaimSide,
  type ClaimSpec,
  type EngineInfo,
  type Experiment,
  type MeasureSpec,
  type StoredRun,
} from "@infoplane/contracts";
import { canonicalJson } from "../canonical-json.ts";
import { comparedTooMany, otherDataCompared } from "../messages.ts";
import { difference } from "../plan/arm-difference.ts";
import { hashCell } from "../plan/hash-cell.ts";
import { engineKey } from "../run/engines-of.ts";
import { essenceOf } from "../schedule/is-redefined.ts";

/** Several runs merged into one, and how they differ. */
export interface MergedRuns {
  readonly run: StoredRun;
  /** Sentences that say what was renamed and why. */
  readonly notes: readonly string[];
}

/** An arm of one run, and its name in the merged run. */
interface Placed {
  readonly run: StoredRun;
  readonly arm: ArmSpec;
  /** All that decides its weights, except the seed. */
  readonly identity: string;
  readonly name: string;
}

/**
 * Merges several runs: arms with the same training become one arm with the seeds of all, a cell that several runs have
 * counts once, from the run in which it is furthest along, and arms with the same name but different training are
 * prefixed with their run's name. Measures that the runs define differently are left out, as `run.leftOut` says. Pure.
 * Throws InfoplaneError if the runs use different data, or memory does not hold all records of one.
 */
export function mergeRuns(runs: readonly [StoredRun, ...StoredRun[]], directory: string): MergedRuns {
  const [first, ...others] = runs;
  const names = namesOf(runs);
  for (const run of others) refuseOtherData(first, run);
  for (const { thinned, directory: place } of runs) {
    if (thinned) throw new InfoplaneError(comparedTooMany(place, thinned.of), exitCodes.wrongEnvironment);
  }
  const placed = placeArms(runs, names);
  const { measures, leftOut } = mergeMeasures(runs);
  const cells = new Map<string, CellView>();
  const records = new Map<string, StoredRun["records"]>();
  const draws = new Map<string, StoredRun["records"]>();
  for (const { run, arm, name } of placed) {
    for (const cell of run.cells.filter((one) => one.arm === arm.name)) {
      const key = `${name} ${cell.seed}`;
      const ownOf = (rows: StoredRun["records"]): StoredRun["records"] =>
        rows
          .filter((row) => row.arm === arm.name && row.seed === cell.seed && !leftOut.has(measureOf(row)))
          .map((row) => ({ ...row, arm: name }));
      const [own, ownDraws] = [ownOf(run.records), ownOf(run.draws ?? [])];
      const known = cells.get(key);
      if (known?.status.state === "done") {
        if (cell.status.state !== "done") continue;
        // The same training: what only this run measured of it is added.
        const kept = records.get(key) ?? [];
        const measured = new Set(kept.map(measureOf));
        const isNew = (row: StoredRun["records"][number]): boolean => !measured.has(measureOf(row));
        records.set(key, [...kept, ...own.filter(isNew)]);
        draws.set(key, [...(draws.get(key) ?? []), ...ownDraws.filter(isNew)]);
        continue;
      }
      if (known && progressOf(known, records.get(key) ?? []) >= progressOf(cell, own)) continue;
      cells.set(key, { ...cell, arm: name });
      records.set(key, own);
      draws.set(key, ownDraws);
    }
  }
  const arms = [...new Map(placed.map((one) => [one.name, asArm(one, first)])).values()];
  const notes = [...differencesOf(placed), ...otherEngines(runs)];
  const missing = [...runs.flatMap((run) => run.leftOut ?? []), ...leftOut.values()];
  const experiment = {
    ...first.experiment,
    name: names.join("-and-"),
    title: `${names.join(", ")}: compared`,
    seeds: [...new Set(runs.flatMap((run) => run.experiment.seeds))].sort((a, b) => a - b),
    arms,
    measures,
    claims: mergeClaims(placed),
    reports: first.experiment.reports,
    ...mergeFigures(runs),
  };
  return {
    run: {
      directory,
      experiment,
      source: runs.map((run) => `# ${run.experiment.name}: ${run.directory}\n\n${run.source.trim()}\n`).join("\n\n"),
      manifest: {
        ...first.manifest,
        ...mergeEngines(runs),
        warnings: [...runs.flatMap((run) => run.manifest.warnings), ...notes],
      },
      cells: [...cells.values()],
      records: [...records.values()].flat(),
      ...(missing.length > 0 && { leftOut: missing }),
      ...([...draws.values()].some(({ length }) => length > 0) && { draws: [...draws.values()].flat() }),
    },
    notes,
  };
}

/** Compares cells that are not both done: the further along, the larger. */
function progressOf({ status: { state } }: CellView, records: StoredRun["records"]): number {
  if (state === "done") return Infinity;
  return records.reduce((last, { epoch }) => Math.max(last, epoch), state === "waiting" ? -2 : -1);
}

/** Engines of all runs, each with its cells. */
function mergeEngines(runs: readonly StoredRun[]): Pick<StoredRun["manifest"], "engines"> {
  const merged = new Map<string, { readonly engine: EngineInfo; readonly cells: string[] }>();
  for (const { engine, cells } of runs.flatMap(({ manifest }) => manifest.engines ?? [])) {
    const entry = merged.get(engineKey(engine)) ?? { engine, cells: [] };
    entry.cells.push(...cells.filter((hash) => !entry.cells.includes(hash)));
    merged.set(engineKey(engine), entry);
  }
  return merged.size > 0 ? { engines: [...merged.values()] } : {};
}

/** Figures of all runs, one per name. */
function mergeFigures(runs: readonly StoredRun[]): Pick<Experiment, "figures"> {
  const figures = runs.flatMap(({ experiment }) => experiment.figures ?? []).reverse();
  const merged = [...new Map(figures.map((use) => [use.name, use])).values()].reverse();
  return merged.length > 0 ? { figures: merged } : {};
}

function refuseOtherData(a: StoredRun, b: StoredRun): void {
  const [left, right] = [a.manifest.dataset, b.manifest.dataset];
  if (left.digest === right.digest) return;
  const told = ({ name, train, test, digest }: typeof left) => `${name} (${train} + ${test}, ${digest.slice(0, 8)})`;
  throw new InfoplaneError(
    otherDataCompared(a.experiment.name, told(left), b.experiment.name, told(right)),
    exitCodes.wrongExperiment,
  );
}

/** Names of the experiments; the second `cifar` becomes `cifar-2`. */
function namesOf(runs: readonly StoredRun[]): string[] {
  return runs.map(({ experiment: { name } }, i) => {
    const before = runs.slice(0, i).filter(({ experiment }) => experiment.name === name).length;
    return before === 0 ? name : `${name}-${before + 1}`;
  });
}

function placeArms(runs: readonly StoredRun[], runNames: readonly string[]): Placed[] {
  const all = runs.flatMap((run) =>
    run.experiment.arms.map((arm) => {
      const { dataset, code } = run.experiment;
      const architecture = arm.architecture ?? run.experiment.architecture;
      const inputs = { datasetDigest: run.manifest.dataset.digest, ...(code !== undefined && { code }) };
      return { run, arm, identity: hashCell({ dataset, architecture, training: arm.training, seed: 0 }, inputs) };
    }),
  );
  const identities = (name: string) => new Set(all.filter(({ arm }) => arm.name === name).map((one) => one.identity));
  return all.map((one) => {
    // Equal trainings share one name across runs, that of the first; two equal arms within one run keep theirs.
    const earlier = all.filter(
      (other) => other.identity === one.identity && runs.indexOf(other.run) < runs.indexOf(one.run),
    );
    const { run, arm } = earlier.find(({ arm: { name } }) => name === one.arm.name) ?? earlier[0] ?? one;
    const runName = runNames[runs.indexOf(run)] ?? run.experiment.name;
    const name = identities(arm.name).size > 1 ? `${runName}-${arm.name}` : arm.name;
    return { ...one, name };
  });
}

function asArm({ run, arm, name }: Placed, first: StoredRun): ArmSpec {
  const architecture = arm.architecture ?? run.experiment.architecture;
  const isOther = canonicalJson(architecture) !== canonicalJson(first.experiment.architecture);
  return { name, training: arm.training, ...(isOther && { architecture }) };
}

/** Measures of all runs by label; those that the runs define differently, each with a sentence that says why. */
function mergeMeasures(runs: readonly StoredRun[]): { measures: MeasureSpec[]; leftOut: Map<string, string> } {
  const measures = new Map<string, MeasureSpec>();
  const leftOut = new Map<string, string>();
  for (const { experiment } of runs) {
    for (const measure of experiment.measures) {
      const known = measures.get(measure.label);
      if (known && essenceOf(known) !== essenceOf(measure)) {
        const said = difference("", known, measure).map(
          ({ path, left, right }) => `${path.slice(1)} ${text(left)} or ${text(right)}`,
        );
        leftOut.set(measure.label, `${measure.label}, which the runs define differently: ${said.join(", ")}`);
      }
      measures.set(measure.label, measure);
    }
  }
  return { measures: [...measures.values()].filter(({ label }) => !leftOut.has(label)), leftOut };
}

/** Claims of all runs, about the arms by their new names; without duplicates. */
function mergeClaims(placed: readonly Placed[]): ClaimSpec[] {
  const claims = new Map<string, ClaimSpec>();
  for (const run of new Set(placed.map((one) => one.run))) {
    const rename = (arm: string) => placed.find((one) => one.run === run && one.arm.name === arm)?.name ?? arm;
    for (const claim of run.experiment.claims) {
      const renamed = { ...claim, left: renameSide(claim.left, rename), right: renameSide(claim.right, rename) };
      const key = canonicalJson({ ...renamed, text: undefined });
      if (!claims.has(key)) claims.set(key, renamed);
    }
  }
  return [...claims.values()];
}

function renameSide(side: ClaimSide, rename: (arm: string) => string): ClaimSide {
  let { text: whole } = side;
  const terms = side.terms.map(({ sign, quantity }) => {
    const arm = rename(quantity.arm);
    const own = quantity.text.replace(`[${quantity.arm}]`, `[${arm}]`);
    whole = whole.replace(quantity.text, own);
    return { sign, quantity: { ...quantity, arm, text: own } };
  });
  return { ...side, text: whole, terms };
}

/** Why arms of one name are kept apart: every setting in which their trainings, data or networks differ. */
function differencesOf(placed: readonly Placed[]): string[] {
  const notes = new Set<string>();
  for (const one of placed) {
    const other = placed.find(({ arm, identity }) => arm.name === one.arm.name && identity !== one.identity);
    if (!other || placed.indexOf(other) > placed.indexOf(one)) continue;
    const side = ({ run, arm }: Placed) => ({
      training: arm.training,
      architecture: (arm.architecture ?? run.experiment.architecture).name,
      batch: run.experiment.dataset.batch,
      augment: run.experiment.dataset.augment,
      code: run.experiment.code,
    });
    const said = difference("", side(other), side(one)).map(
      ({ path, left, right }) => `${path.slice(1)} ${text(left)} or ${text(right)}`,
    );
    notes.add(`${other.name} and ${one.name} differ: ${said.join(", ") || "the layers of the network"}`);
  }
  return [...notes];
}

function otherEngines(runs: readonly StoredRun[]): string[] {
  const engines = runs.map(
    ({ manifest: { engine } }) =>
      `${engine.name} ${engine.library}, ${engine.threads} ${engine.threads === 1 ? "thread" : "threads"}, ${engine.device}`,
  );
  return new Set(runs.map(({ manifest }) => engineKey(manifest.engine))).size < 2
    ? []
    : [
        `the runs were made on different engines: ${runs.map(({ experiment }, i) => `${experiment.name} on ${engines[i] ?? ""}`).join(", ")}`,
      ];
}

function text(value: unknown): string {
  if (typeof value === "string") return value;
  if (typeof value !== "object" || value === null) return value === undefined ? "nothing" : JSON.stringify(value);
  return "name" in value && typeof value.name === "string" ? value.name : JSON.stringify(value);
}
