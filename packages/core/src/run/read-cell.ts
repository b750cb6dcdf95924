import { setTimeout } from "node:timers/promises";
import {
  dueEpochs,
  isExported,
  measureOf,
  reasonOf,
  primaryDiagnostic,
  type CellSpec,
  type CellStatus,
  type CellView,
  type Diagnostic,
  type Experiment,
  type IdentityColumns,
  type MeasureSpec,
  type RunRecord,
} from "@infoplane/contracts";
import {
  cellFailed,
  cellGone,
  damageGoesOn,
  epochNotStored,
  lineTorn,
  otherSeed,
  statusMissing,
  statusFromRecords,
} from "../messages.ts";
import { canonicalJson } from "../canonical-json.ts";
import { archiveProblems } from "../schedule/archive-records.ts";
import { isRedefined } from "../schedule/is-redefined.ts";
import { knownDefinitions, type KnownDefinitions } from "../schedule/known-definitions.ts";
import { epochsDone } from "../schedule/progress.ts";
import { secondsOf } from "../schedule/seconds-of.ts";
import type { CellRecords } from "../store/cell-records.ts";
import type { CellStore } from "../store/cell-store.ts";
import { soundRecords } from "./sound-records.ts";

/** What the store has of one cell, and what is wrong with it. */
export interface CellContents {
  readonly cell: CellView;
  /** Ordered by epoch. */
  readonly records: readonly RunRecord[];
  readonly warnings: readonly string[];
  readonly leftOut: readonly string[];
  /** Labels of measures whose records have another definition. */
  readonly redefined: readonly string[];
  /** Measures that a finished cell lacks at some epochs: asked for when those checkpoints no longer existed. */
  readonly absent: readonly { readonly label: string; readonly epochs: readonly number[] }[];
}

export interface CellRequest {
  readonly experiment: Experiment;
  readonly columnsOf: IdentityColumns;
  /** According to the manifest. */
  readonly wasComputed: boolean;
}

/** Problems of one file that are reported one by one. */
const mostProblems = 3;

/**
 * Reads as much of a cell as possible. Its arm is that of the current experiment, as it may have been renamed since the
 * records were written. A damaged cell counts as failed, except if only lines of its records are damaged.
 */
export async function readCell(store: CellStore, planned: CellSpec, request: CellRequest): Promise<CellContents> {
  const { arm, seed, hash } = planned;
  const { measures } = request.experiment;
  const files = await readFiles(store, planned, request);
  const { known } = files;
  const sound = soundRecords(store.recordsFile, files.records?.rows ?? [], request.columnsOf);
  const { epochs, closed } = extentOf(files, planned, request.experiment);
  const status = files.status ?? (await statusByRecords(store, files, { closed, epochs }));
  const contradictions = contradictionsIn(store, { files, status, closed, seed }, request);
  const problems = [...files.problems, ...contradictions, ...files.definitionProblems];
  const warnings = [...sound.warnings, ...warningsOf(store, files)];
  const redefined = measures.filter((measure) => isRedefined(measure, known.measures)).map(({ label }) => label);
  const isComplete = files.status?.state === "done" && problems.length === 0 && !isExported(request.experiment);
  const serious = problems.find(({ code }) => code !== "core/store-file-damaged");
  return {
    cell: { hash, arm, seed, status: serious ? failedBy(serious, status) : status },
    records: sound.records
      .filter((row) => row.seed === seed && !redefined.includes(measureOf(row)) && !known.unknown.has(measureOf(row)))
      .map((row) => (row.arm === arm ? row : { ...row, arm }))
      .sort((a, b) => a.epoch - b.epoch),
    warnings,
    leftOut: [...statusNotes(store, files), ...sound.leftOut, ...firstOf(problems, store)],
    redefined,
    absent: isComplete && files.records ? absentIn(files.records, measures, epochs) : [],
  };
}

/** The files of a cell, as far as they can be read. */
interface CellFiles {
  /** As stored; undefined if absent or unreadable. */
  readonly status: CellStatus | undefined;
  readonly statusProblem?: Diagnostic;
  /** Undefined if they can't be read at all. */
  readonly records: CellRecords | undefined;
  /** Of the records and their seal. */
  readonly problems: readonly Diagnostic[];
  readonly known: KnownDefinitions;
  /** Of the specification and the archives. */
  readonly definitionProblems: readonly Diagnostic[];
}

/** Again if there are problems and a process may have written some of the files in between. */
async function readFiles(store: CellStore, planned: CellSpec, request: CellRequest): Promise<CellFiles> {
  for (let tries = 3; ; tries--) {
    const files = await readFilesOnce(store, planned, request);
    if (tries === 0 || files.problems.length + files.definitionProblems.length === 0) return files;
    const now = await store.readLiveStatus().catch(() => undefined);
    const isSame = canonicalJson(now ?? null) === canonicalJson(files.status ?? { state: "waiting" });
    if (now?.state !== "running" && isSame) return files;
    await setTimeout(100);
  }
}

/** Records are stored before the status mentions them: read in this order, they have what it says. */
async function readFilesOnce(store: CellStore, planned: CellSpec, request: CellRequest): Promise<CellFiles> {
  let statusProblem: Diagnostic | undefined;
  const status = await store.readStoredStatus().catch((error: unknown) => void (statusProblem = diagnosticOf(error)));
  const problems: Diagnostic[] = [];
  const records = await store
    .readRecords((problem) => problems.push(problem), { isWhole: status?.state === "done" })
    .catch((error: unknown) => void problems.push(diagnosticOf(error)));
  return {
    status: status ?? undefined,
    ...(statusProblem && { statusProblem }),
    records: records ?? undefined,
    problems,
    ...(await readDefinitions(store, records ?? undefined, planned, request)),
  };
}

/** How many epochs the cell will have, and how many of them have all their records. */
function extentOf({ records }: Pick<CellFiles, "records">, { training }: CellSpec, experiment: Experiment) {
  if (!isExported(experiment)) return { epochs: training.epochs, closed: lastClosed(records, training.epochs) };
  const epochs = (records?.rows ?? []).reduce((last, row) => Math.max(last, row.epoch), 0);
  return { epochs, closed: epochs };
}

/** The last epoch, up to `most`, that has all its rows. */
function lastClosed(records: CellRecords | undefined, most: number): number {
  let epoch = most;
  while (epoch > 0 && !records?.isClosed(epoch)) epoch--;
  return epoch;
}

/** The status of a cell whose status file can't be read, inferred from its records. */
async function statusByRecords(
  store: CellStore,
  { records, statusProblem }: CellFiles,
  { closed, epochs }: { readonly closed: number; readonly epochs: number },
): Promise<CellStatus> {
  if (!records?.rows.length && !statusProblem) return { state: "waiting" };
  const at = { epoch: closed, step: 0 };
  if (closed < epochs) return { state: "interrupted", at };
  return { state: "done", at, seconds: secondsOf(await store.readLog()) };
}

/** Notes that the records stand in for a damaged or missing status. */
function statusNotes(store: CellStore, { status, statusProblem, records }: CellFiles): string[] {
  if (statusProblem) return [statusFromRecords(statusProblem).message];
  return !status && records?.rows.length ? [statusFromRecords(statusMissing(store.statusFile)).message] : [];
}

/** Where a cell's files contradict each other, its seed, or the manifest. */
function contradictionsIn(
  store: CellStore,
  cell: { readonly files: CellFiles; readonly status: CellStatus; readonly closed: number; readonly seed: number },
  { wasComputed }: CellRequest,
): Diagnostic[] {
  const { status: said, statusProblem, records, problems } = cell.files;
  const stored = epochsDone(cell.status);
  const isEpochLost = records !== undefined && problems.length === 0 && stored > cell.closed;
  const isGone = wasComputed && !said && !statusProblem && !records?.rows.length;
  const foreign = records?.rows.find((row) => row.seed !== cell.seed);
  return [
    ...(isEpochLost ? [epochNotStored(store.recordsFile, stored)] : []),
    ...(isGone ? [cellGone(store.directory)] : []),
    ...(foreign ? [otherSeed(store.recordsFile, foreign.seed, cell.seed)] : []),
  ];
}

function warningsOf(store: CellStore, { status, records }: CellFiles): string[] {
  const isTorn = records?.torn !== undefined && status?.state !== "done";
  return isTorn ? [lineTorn(store.recordsFile, records.torn).message] : [];
}

/** The definitions by which the records were measured, and what is wrong with the files that tell. */
async function readDefinitions(
  store: CellStore,
  records: CellRecords | undefined,
  planned: CellSpec,
  { experiment }: CellRequest,
): Promise<Pick<CellFiles, "known" | "definitionProblems">> {
  if (!records) return { known: { measures: [], archives: {}, unknown: new Set() }, definitionProblems: [] };
  const known = await knownDefinitions(store, records);
  const { closed } = extentOf({ records }, planned, experiment);
  const archives = isExported(experiment)
    ? []
    : await archiveProblems(planned, experiment.measures, closed, known, records, store).catch((error: unknown) => [
        diagnosticOf(error),
      ]);
  return { known, definitionProblems: [...(known.problem ? [known.problem] : []), ...archives] };
}

/** The first problems one by one, and the number of the others. */
function firstOf(problems: readonly Diagnostic[], { recordsFile }: CellStore): string[] {
  const told = problems.slice(0, mostProblems).map(({ message }) => message);
  const more = problems.length - told.length;
  return more > 0 ? [...told, damageGoesOn(recordsFile, more).message] : told;
}

function absentIn(records: CellRecords, measures: readonly MeasureSpec[], last: number): CellContents["absent"] {
  return measures
    .map((measure) => ({
      label: measure.label,
      epochs: dueEpochs(measure, last, last).filter((epoch) => !records.has(measure.label, epoch)),
    }))
    .filter(({ epochs }) => epochs.length > 0);
}

/** The status of a cell with such a problem. */
export function failedBy({ code, message, hint }: Omit<Diagnostic, "severity">, status: CellStatus): CellStatus {
  const at = status.state === "waiting" ? { epoch: 0, step: 0 } : status.at;
  return { state: "failed", at, code, message, ...(hint !== undefined && { hint }) };
}

function diagnosticOf(error: unknown): Diagnostic {
  return primaryDiagnostic(error) ?? cellFailed(reasonOf(error));
}
