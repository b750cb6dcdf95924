import { requireDiagnostic, type CellSpec, type Diagnostic, type Experiment, type Plan } from "@infoplane/contracts";
import {
  claimsDropped,
  goesOnFrom,
  leavesOut,
  noCheckpointLeft,
  notGoneOnFrom,
  otherCodeWas,
  otherDataWere,
  otherFile,
  otherVersionWas,
  reportKept,
  reportUnknown,
  trainedAgain,
} from "../messages.ts";
import { cellChanges, formatChanges } from "../plan/cell-change.ts";
import { otherLengthOf, specsOf, takeOver, type OtherLength } from "../schedule/go-on-from.ts";
import type { RunStore } from "../store/run-store.ts";
import { hasReport, keepEarlier, leftOutBy, readEarlier, type EarlierRun } from "./earlier-run.ts";

/** What is about to be written to a run's folder. */
export interface Intake {
  /** Held by this process, unless `dryRun`. */
  readonly run: RunStore;
  readonly experiment: Experiment;
  readonly plan: Plan;
  /** Version of Infoplane, absolute path of the experiment, digest of its data. */
  readonly manifest: { readonly infoplane: string; readonly file: string; readonly digest: string };
  /** The name of a cell in this run. */
  readonly hashOf: (cell: CellSpec) => string;
  /** Why a training can't resume from the epochs of a shorter or longer one; undefined if it can. */
  readonly retrainReason: (cell: CellSpec, from: OtherLength) => string | undefined;
  /** Only reports what would be done. */
  readonly dryRun?: boolean;
}

/** What has to be said: to the user, and to readers of the report. */
export interface Stock {
  readonly notes: readonly Diagnostic[];
  readonly warnings: readonly Diagnostic[];
}

/**
 * Examines a run's folder before it is written to. A report that has what the new one will lack is put aside
 * (`earlier/<n>/`). A cell whose training is stored with another number of epochs takes it over if that gives the same
 * bits; for others it says why they are trained again.
 */
export async function takeStock(intake: Intake): Promise<Stock> {
  const before = await readEarlier(intake.run);
  const kept = await keepReport(before, intake);
  const file = before?.manifest?.file;
  const moved =
    file !== undefined && file !== intake.manifest.file
      ? [otherFile(intake.run.directory, file, intake.manifest.file)]
      : [];
  return { notes: [...moved, ...kept, ...(await compareCells(before, intake))], warnings: kept };
}

/** Puts a report aside if it has what that of another experiment will lack, or if nothing says what it has, and says so. */
export async function keepReport(
  before: EarlierRun | undefined,
  { run, experiment, plan, dryRun }: Pick<Intake, "run" | "experiment" | "plan" | "dryRun">,
): Promise<Diagnostic[]> {
  if (!before) {
    if (!(await hasReport(run))) return [];
    return [reportUnknown(`${dryRun ? "earlier/<n>" : await keepEarlier(run)}/report`)];
  }
  const lost = leftOutBy(before, experiment, plan);
  const claims = before.experiment.claims.map(({ text }) => text);
  const dropped = claims.filter((text) => !experiment.claims.some((claim) => claim.text === text));
  const told = dropped.length > 0 ? [claimsDropped(dropped)] : [];
  if (lost.length === 0) return told;
  if (dryRun || !(await hasReport(run))) return [leavesOut(run.directory, lost), ...told];
  return [reportKept(lost, `${await keepEarlier(run)}/report`), ...told];
}

/** For every cell to be trained from the start although its namesake was trained: why, or what it resumes from. */
async function compareCells(before: EarlierRun | undefined, intake: Intake): Promise<Diagnostic[]> {
  const { run, plan, hashOf, retrainReason, dryRun } = intake;
  const there = await run.cellsThere();
  // Unreadable files are reported by the cell's own session.
  const isBegun = async ({ hash }: CellSpec): Promise<boolean> =>
    there.includes(hash) &&
    (await run
      .cell(hash)
      .checkpoints.list()
      .then(
        ({ length }) => length > 0,
        () => true,
      ));
  const fresh: CellSpec[] = [];
  for (const cell of new Map(plan.cells.map((one) => [one.hash, one])).values()) {
    if (!(await isBegun(cell))) fresh.push(cell);
  }
  if (fresh.length === 0) return [];
  const planned = new Set(before?.plan.cells.map(({ hash }) => hash));
  const stored = (await specsOf(run, there)).sort((a, b) => Number(planned.has(b.hash)) - Number(planned.has(a.hash)));
  const damaged: Diagnostic[] = [];
  const said = new Map<string, { readonly cells: CellSpec[]; readonly say: (cells: string) => Diagnostic }>();
  const note = (cell: CellSpec, key: string, say: (cells: string) => Diagnostic): void => {
    const entry = said.get(key) ?? { cells: [], say };
    entry.cells.push(cell);
    said.set(key, entry);
  };
  for (const cell of fresh) {
    const found = await otherLengthOf(cell, stored, run, hashOf).catch((error: unknown) => ({
      problem: requireDiagnostic(error),
    }));
    if (found && "problem" in found) {
      damaged.push(notGoneOnFrom(namesOf([cell], plan), found.problem));
      continue;
    }
    const from = found;
    const why = from && retrainReason(cell, from);
    if (from && why === undefined) {
      if (!dryRun) await takeOver(cell, plan.measures, from, run);
      const [was, now] = [from.cell.training.epochs, cell.training.epochs];
      note(cell, `${was} ${now} ${from.epoch}`, (cells) => goesOnFrom(cells, was, now, from.epoch));
      continue;
    }
    const was = from?.cell ?? stored.find((one) => one.arm === cell.arm && one.seed === cell.seed);
    if (!was || was.hash === cell.hash) continue;
    const reason = reasonFor(cell, was, why, before, intake);
    note(cell, reason, (cells) => trainedAgain(cells, reason));
  }
  return [...damaged, ...[...said.values()].map(({ cells, say }) => say(namesOf(cells, plan)))];
}

function reasonFor(
  cell: CellSpec,
  was: CellSpec,
  why: string | undefined,
  before: EarlierRun | undefined,
  { experiment, manifest }: Intake,
): string {
  const changes = cellChanges(was, cell);
  if (changes.length > 0) {
    const reason = why ?? (changes.every(({ path }) => path === "epochs") ? noCheckpointLeft() : undefined);
    return [formatChanges(changes), ...(reason === undefined ? [] : [reason])].join(", ");
  }
  const digest = before?.manifest?.dataset.digest;
  if (digest !== undefined && digest !== manifest.digest) return otherDataWere(digest, manifest.digest);
  if (before && before.experiment.code !== experiment.code) return otherCodeWas();
  return otherVersionWas(before?.manifest?.infoplane ?? "of another version", manifest.infoplane);
}

/** `e2e, per-layer`; with seeds if not all of the plan's are included. */
function namesOf(cells: readonly CellSpec[], plan: Plan): string {
  const arms = [...new Set(cells.map(({ arm }) => arm))];
  return arms
    .map((arm) => {
      const own = cells.filter((cell) => cell.arm === arm).map(({ seed }) => seed);
      const all = plan.cells.filter((cell) => cell.arm === arm).length;
      if (own.length === all) return arm;
      return `${arm} ${own.length === 1 ? "seed" : "seeds"} ${own.join(", ")}`;
    })
    .join("; ");
}
