import {
  dueEpochs,
  exitCodes,
  identityColumns,
  InfoplaneError,
  isExported,
  meanOverDraws,
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
  type Plan,
  type RunRecord,
  type RunView,
} from "@infoplane/contracts";
import {
  cellFailed,
  cellGone,
  cellsAlike,
  damageGoesOn,
  epochNotStored,
  isDamage,
  lineTorn,
  notMeasuredAt,
  notSealed,
  otherDefinition,
  otherSeed,
  recordsThinned,
  recordsTooMany,
  statusMissing,
  statusFromRecords,
} from "../messages.ts";
import { isRedefined } from "../schedule/is-redefined.ts";
import { epochsDone } from "../schedule/progress.ts";
import { secondsOf } from "../schedule/seconds-of.ts";
import type { CellRecords } from "../store/cell-records.ts";
import type { CellStore } from "../store/cell-store.ts";
import { expandPlan } from "../store/compact-plan.ts";
import { findRun, type RunStore } from "../store/run-store.ts";
import { enginesOf, mixedEngines } from "./engines-of.ts";
import { estimateRecords, recordBudget } from "./record-budget.ts";
import { shareStrings } from "./share-strings.ts";
import { soundRecords } from "./sound-records.ts";

export interface ReadOptions {
  /** Is given all records of each cell, one cell after the other, also those that the view has no room for. */
  readonly visit?: (cell: CellView, records: readonly RunRecord[], experiment: Experiment) => void;
  /** How many records the view holds at most, give or take some; as many as memory allows when not said. */
  readonly most?: number;
}

/**
 * A run as the store holds it, for reporters; also while it is running. Only cells of the experiment as it stands.
 * `figures` and `verdicts` are empty: the caller knows the plugins and judges the claims. Damage in one cell does
 * not hide the others, nor its other records: what is left out is said in `leftOut`, and a cell whose records are damaged
 * counts as failed, since its values could be any. Where there are more records than memory holds, the view has those of
 * some epochs (`thinned`), is read cell by cell, and `manifest.warnings` says so. Throws InfoplaneError:
 * `core/store-no-run`, `core/store-file-damaged`, `core/run-too-large` when even the fewest epochs are too many.
 */
export async function readRun(directory: string, { visit, most = recordBudget() }: ReadOptions = {}): Promise<RunView> {
  const run = await findRun(directory);
  const leftOut: string[] = [];
  const [{ experiment, plan: compact }, source, manifest] = await Promise.all([
    run.readDefinition(),
    run.readSource().catch((error: unknown) => {
      const problem = diagnosticOf(error);
      if (!isDamage(problem)) throw error;
      leftOut.push(problem.message);
      return "";
    }),
    run.readManifest(),
  ]);
  const plan = expandPlan(compact, experiment);
  const entries = inOrder(plan, experiment);
  const expected = await estimateRecords(entries.map(({ hash }) => run.cell(hash)));
  const every = Math.max(1, Math.ceil(expected / most));
  const cells: CellView[] = [];
  const records: RunRecord[] = [];
  const warnings: string[] = [];
  let of = 0;
  const share = shareStrings();
  const columnsOf = identityColumns(experiment.measures);
  const draws: RunRecord[] = [];
  const computed = new Set(manifest.engines?.flatMap(({ cells: hashes }) => hashes));
  const redefined = new Map<string, string[]>();
  const absent = new Map<
    string,
    { readonly label: string; readonly epochs: readonly number[]; readonly cells: string[] }
  >();
  const seen = new Set<string>();
  for (const entry of entries) {
    const training = `${entry.seed} ${entry.arm}`;
    if (seen.has(training)) {
      leftOut.push(cellsAlike(entry).message);
      continue;
    }
    seen.add(training);
    const {
      cell,
      records: measured,
      ...said
    } = await readCell(run, entry, {
      experiment,
      columnsOf,
      wasComputed: computed.has(entry.hash),
    });
    const { records: all, draws: single } = meanOverDraws(measured, columnsOf);
    visit?.(cell, all, experiment);
    cells.push(cell);
    for (const label of said.redefined)
      redefined.set(label, [...(redefined.get(label) ?? []), `${cell.arm} seed ${cell.seed}`]);
    for (const { label, epochs } of said.absent) {
      const key = JSON.stringify([label, epochs]);
      const known = absent.get(key) ?? { label, epochs, cells: [] };
      known.cells.push(`${cell.arm} seed ${cell.seed}`);
      absent.set(key, known);
    }
    warnings.push(...said.warnings);
    leftOut.push(...said.leftOut);
    of += measured.length;
    const last = all.at(-1)?.epoch;
    const isShown = ({ epoch }: RunRecord): boolean => epoch % every === 0 || epoch === last;
    for (const row of all) if (isShown(row)) records.push(share(row));
    for (const row of single) if (isShown(row)) draws.push(share(row));
    // First and last epoch stay, so that few epochs of many records can't be thinned.
    if (records.length > most * 2) {
      throw new InfoplaneError(recordsTooMany(run.directory, records.length, most), exitCodes.wrongEnvironment);
    }
  }
  for (const [label, where] of redefined) warnings.push(otherDefinition(label, where).message);
  for (const { label, epochs, cells: where } of absent.values())
    warnings.push(notMeasuredAt(label, epochs, where).message);
  const engines = await enginesOf(entries, run);
  const mixed = mixedEngines(engines, entries);
  if (mixed) warnings.push(mixed.message);
  const thinned = every > 1 ? { every, of } : undefined;
  if (thinned) warnings.unshift(recordsThinned(records.length, of, every).message);
  return {
    directory: run.directory,
    experiment,
    source,
    manifest: { ...manifest, ...(engines.length > 0 && { engines }), warnings: [...manifest.warnings, ...warnings] },
    cells,
    records,
    ...(draws.length > 0 && { draws }),
    ...(thinned && { thinned }),
    ...(leftOut.length > 0 && { leftOut }),
    figures: [],
    drawnMetrics: [],
    verdicts: [],
  };
}

/** By arm, as the experiment lists them, then by seed. */
function inOrder({ cells }: Plan, { arms, seeds }: Experiment): CellSpec[] {
  const arm = new Map(arms.map(({ name }, index) => [name, index]));
  const seed = new Map(seeds.map((value, index) => [value, index]));
  const place = (entry: CellSpec): number =>
    (arm.get(entry.arm) ?? arms.length) * (seeds.length + 1) + (seed.get(entry.seed) ?? -1);
  return [...cells].sort((a, b) => place(a) - place(b));
}

interface CellContents {
  readonly cell: CellView;
  readonly records: readonly RunRecord[];
  readonly warnings: readonly string[];
  readonly leftOut: readonly string[];
  /** Labels of measures whose records are of another definition. */
  readonly redefined: readonly string[];
  /** Measures that a finished cell lacks at some epochs: asked for when no checkpoint of them was left. */
  readonly absent: readonly { readonly label: string; readonly epochs: readonly number[] }[];
}

interface CellRequest {
  readonly experiment: Experiment;
  readonly columnsOf: IdentityColumns;
  /** The manifest says so. */
  readonly wasComputed: boolean;
}

const waiting: CellStatus = { state: "waiting" };

/** Problems of one file that are told one by one. */
const mostProblems = 3;

/** The arm is that of the experiment as it stands: it may have been renamed since its records were written. */
async function readCell(
  run: RunStore,
  { hash, arm, seed, training, measures }: CellSpec,
  { experiment, columnsOf, wasComputed }: CellRequest,
): Promise<CellContents> {
  const store = run.cell(hash);
  const problems: Diagnostic[] = [];
  const warnings: string[] = [];
  const leftOut: string[] = [];
  // Records are stored before the status says so: read in this order, they have what it says.
  const said = await store
    .readStoredStatus()
    .catch((error: unknown) => void leftOut.push(statusFromRecords(diagnosticOf(error)).message));
  const isStatusRead = leftOut.length === 0;
  const isDone = said?.state === "done";
  const stored = await store
    .readRecords((problem) => problems.push(problem), { isWhole: isDone })
    .catch((error: unknown) => {
      problems.push(diagnosticOf(error));
      return undefined;
    });
  const rows = stored?.rows ?? [];
  const sound = soundRecords(store.recordsFile, rows, columnsOf);
  warnings.push(...sound.warnings);
  leftOut.push(...sound.leftOut);
  const epochs = isExported(experiment) ? rows.reduce((last, row) => Math.max(last, row.epoch), 0) : training.epochs;
  const closed = isExported(experiment) ? epochs : lastClosed(stored, epochs);
  if (isStatusRead && !said && rows.length > 0)
    leftOut.push(statusFromRecords(statusMissing(store.statusFile)).message);
  const status = said ?? (rows.length > 0 || !isStatusRead ? await statusOf(store, closed, epochs) : waiting);
  const due = epochsDone(status);
  if (stored && problems.length === 0 && due > closed) problems.push(epochNotStored(store.recordsFile, due));
  if (!said && rows.length === 0 && isStatusRead && wasComputed) problems.push(cellGone(store.directory));
  const foreign = rows.find((row) => row.seed !== seed);
  if (foreign) problems.push(otherSeed(store.recordsFile, foreign.seed, seed));
  if (stored?.torn !== undefined && !isDone) warnings.push(lineTorn(store.recordsFile, stored.torn).message);
  if (isDone && stored?.end && problems.length === 0 && !stored.hasSeal)
    warnings.push(notSealed(store.directory).message);
  const before =
    stored && (await store.readSpecOf(stored).catch((error: unknown) => void problems.push(diagnosticOf(error))));
  const redefined = measures
    .filter((measure) => before && isRedefined(measure, before.measures))
    .map(({ label }) => label);
  leftOut.push(...problems.slice(0, mostProblems).map(({ message }) => message));
  const more = problems.length - mostProblems;
  if (more > 0) leftOut.push(damageGoesOn(store.recordsFile, more).message);
  const [first] = problems.filter(({ code }) => code !== "core/store-file-damaged");
  const records = sound.records
    .filter((row) => row.seed === seed && !redefined.includes(measureOf(row)))
    .map((row) => (row.arm === arm ? row : { ...row, arm }));
  return {
    cell: { hash, arm, seed, status: first ? failedBy(first, status) : status },
    records: records.sort((a, b) => a.epoch - b.epoch),
    warnings,
    leftOut,
    redefined,
    absent:
      isDone && stored && problems.length === 0 && !isExported(experiment) ? absentIn(stored, measures, epochs) : [],
  };
}

function absentIn(records: CellRecords, measures: readonly MeasureSpec[], last: number): CellContents["absent"] {
  return measures
    .map((measure) => ({
      label: measure.label,
      epochs: dueEpochs(measure, last, last).filter((epoch) => !records.has(measure.label, epoch)),
    }))
    .filter(({ epochs }) => epochs.length > 0);
}

/** The last epoch all of whose rows are there, `most` at most. */
function lastClosed(records: CellRecords | undefined, most: number): number {
  let epoch = most;
  while (epoch > 0 && !records?.isClosed(epoch)) epoch--;
  return epoch;
}

/** How a cell stands whose status can't be read: what its records say. */
async function statusOf(store: CellStore, closed: number, epochs: number): Promise<CellStatus> {
  const at = { epoch: closed, step: 0 };
  return closed >= epochs
    ? { state: "done", at, seconds: secondsOf(await store.readLog()) }
    : { state: "interrupted", at };
}

function failedBy({ code, message, hint }: Diagnostic, status: CellStatus): CellStatus {
  const at = status.state === "waiting" ? { epoch: 0, step: 0 } : status.at;
  return { state: "failed", at, code, message, ...(hint !== undefined && { hint }) };
}

function diagnosticOf(error: unknown): Diagnostic {
  return primaryDiagnostic(error) ?? cellFailed(reasonOf(error));
}
