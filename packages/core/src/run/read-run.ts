import {
  requireDiagnostic,
  identityColumns,
  InfoplaneError,
  meanOverDraws,
  type CellSpec,
  type CellView,
  type Experiment,
  type Plan,
  type RunRecord,
  type StoredRun,
} from "@infoplane/contracts";
import { cellsAlike, isDamage, recordsThinned } from "../messages.ts";
import { findRun, type StoredDefinition } from "../store/run-store.ts";
import { enginesOf, mixedEngines } from "./engines-of.ts";
import { KeptRecords } from "./kept-records.ts";
import { MeasureNotices } from "./measure-notices.ts";
import { readCell } from "./read-cell.ts";
import { estimateRecords, recordBudget } from "./record-budget.ts";

export interface ReadOptions {
  /** Is given all records of each cell, one cell after the other, also those that the run has no room for. */
  readonly visit?: (cell: CellView, records: readonly RunRecord[], experiment: Experiment) => void;
  /** How many records are held at most, give or take some; default: as many as memory allows. */
  readonly most?: number;
}

/**
 * A run as the store holds it; also while it is running. Only cells of the experiment as it stands. Damage in one cell does
 * not hide the others, nor its other records: what is left out is said in `leftOut`, and a cell whose records are damaged
 * counts as failed, since its values could be any. Where there are more records than memory holds, the run has those of
 * some epochs (`thinned`), is read cell by cell, and `manifest.warnings` says so. Throws InfoplaneError:
 * `core/store-no-run`, `core/store-file-damaged`, `core/run-too-large` when even the fewest epochs are too many.
 */
export async function readRun(
  directory: string,
  { visit, most = recordBudget() }: ReadOptions = {},
): Promise<StoredRun> {
  const run = await findRun(directory);
  const [definition, manifest] = await Promise.all([run.readDefinition(), run.readManifest()]);
  const { experiment, plan } = definition;
  const { source, leftOut } = readableSource(definition);
  const planned = inOrder(plan, experiment);
  const expected = await estimateRecords(planned.map(({ hash }) => run.cell(hash)));
  const every = Math.max(1, Math.ceil(expected / most));
  const kept = new KeptRecords({ every, most, directory: run.directory });
  const columnsOf = identityColumns(experiment.measures);
  const computed = new Set(manifest.engines?.flatMap(({ cells: hashes }) => hashes));
  const notices = new MeasureNotices();
  const cells: CellView[] = [];
  const warnings: string[] = [];
  const seen = new Set<string>();
  let of = 0;
  for (const entry of planned) {
    const training = `${entry.seed} ${entry.arm}`;
    if (seen.has(training)) {
      leftOut.push(cellsAlike(entry).message);
      continue;
    }
    seen.add(training);
    const request = { experiment, columnsOf, wasComputed: computed.has(entry.hash) };
    const contents = await readCell(run.cell(entry.hash), entry, request);
    const { records, draws } = meanOverDraws(contents.records, columnsOf);
    visit?.(contents.cell, records, experiment);
    cells.push(contents.cell);
    notices.add(contents.cell, contents);
    warnings.push(...contents.warnings);
    leftOut.push(...contents.leftOut);
    kept.take(records, draws);
    of += contents.records.length;
  }
  const engines = await enginesOf(planned, run);
  const mixed = mixedEngines(engines, planned);
  const isThinned = every > 1;
  const told = [
    ...manifest.warnings,
    ...(isThinned ? [recordsThinned(kept.records.length, of, every).message] : []),
    ...warnings,
    ...notices.sentences(),
    ...(mixed ? [mixed.message] : []),
  ];
  return {
    directory: run.directory,
    experiment,
    source,
    manifest: { ...manifest, ...(engines.length > 0 && { engines }), warnings: told },
    cells,
    records: kept.records,
    ...(kept.draws.length > 0 && { draws: kept.draws }),
    ...(isThinned && { thinned: { every, of } }),
    ...(leftOut.length > 0 && { leftOut }),
  };
}

/** A run can be read without the text that it was planned from. */
function readableSource({ source }: StoredDefinition): { readonly source: string; readonly leftOut: string[] } {
  if (!(source instanceof InfoplaneError)) return { source, leftOut: [] };
  const problem = requireDiagnostic(source);
  if (!isDamage(problem)) throw source;
  return { source: "", leftOut: [problem.message] };
}

/** By arm, as the experiment lists them, then by seed. */
function inOrder({ cells }: Plan, { arms, seeds }: Experiment): CellSpec[] {
  const arm = new Map(arms.map(({ name }, index) => [name, index]));
  const seed = new Map(seeds.map((value, index) => [value, index]));
  const place = (entry: CellSpec): number =>
    (arm.get(entry.arm) ?? arms.length) * (seeds.length + 1) + (seed.get(entry.seed) ?? -1);
  return [...cells].sort((a, b) => place(a) - place(b));
}
