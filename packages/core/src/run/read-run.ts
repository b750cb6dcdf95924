import {
  exitCodes,
  identityColumns,
  InfoplaneError,
  meanOverDraws,
  saidBy,
  type CellSpec,
  type CellView,
  type Diagnostic,
  type Experiment,
  type IdentityColumns,
  type Plan,
  type RunRecord,
  type RunView,
} from "@infoplane/contracts";
import {
  cellFailed,
  cellsAlike,
  damageLeftOut,
  lineTorn,
  reasonOf,
  recordsThinned,
  recordsTooMany,
} from "../messages.ts";
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
 * not hide the others: what is left out is said in `manifest.warnings`. So is it when there are more records than memory
 * holds: then the view has those of some epochs (`thinned`), and is read cell by cell. Throws InfoplaneError:
 * `core/store-no-run`, `core/store-file-damaged`, `core/run-too-large` when even the fewest epochs are too many.
 */
export async function readRun(directory: string, { visit, most = recordBudget() }: ReadOptions = {}): Promise<RunView> {
  const run = await findRun(directory);
  const [experiment, source, manifest, plan] = await Promise.all([
    run.readExperiment(),
    run.readSource(),
    run.readManifest(),
    run.readPlan(),
  ]);
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
  const seen = new Set<string>();
  for (const entry of entries) {
    const training = `${entry.seed} ${entry.arm}`;
    if (seen.has(training)) {
      warnings.push(cellsAlike(entry).message);
      continue;
    }
    seen.add(training);
    const { cell, records: measured, warnings: said } = await readCell(run, entry, columnsOf);
    const { records: all, draws: single } = meanOverDraws(measured, columnsOf);
    visit?.(cell, all, experiment);
    cells.push(cell);
    warnings.push(...said);
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
}

/** The arm is that of the experiment as it stands: it may have been renamed since its records were written. */
async function readCell(
  run: RunStore,
  { hash, arm, seed }: CellSpec,
  columnsOf: IdentityColumns,
): Promise<CellContents> {
  const store = run.cell(hash);
  const warnings: string[] = [];
  const leaveOut = (problem: Diagnostic): number => warnings.push(damageLeftOut(problem).message);
  try {
    const [status, { rows, torn, file }] = await Promise.all([store.readStatus(), store.readRecords(leaveOut)]);
    if (torn !== undefined) warnings.push(lineTorn(file, torn).message);
    const sound = soundRecords(file, rows, columnsOf);
    warnings.push(...sound.warnings);
    const records = sound.records.map((row) => (row.arm === arm ? row : { ...row, arm }));
    return { cell: { hash, arm, seed, status }, records: records.sort((a, b) => a.epoch - b.epoch), warnings };
  } catch (error) {
    const said = saidBy(error);
    const { code, message } = said ?? cellFailed(reasonOf(error));
    const status = { state: "failed", at: { epoch: 0, step: 0 }, code, message } as const;
    return { cell: { hash, arm, seed, status }, records: [], warnings: [...warnings, message] };
  }
}
