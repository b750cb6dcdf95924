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
  /** Receives all records of each cell, cell by cell, including those that the run has no room for. */
  readonly visit?: (cell: CellView, records: readonly RunRecord[], experiment: Experiment) => void;
  /** Approximate limit on the number of records held; default: as many as memory allows. */
  readonly most?: number;
}

/**
 * Reads a run from its store, also while it is running; only cells of the current experiment. Damage in one cell hides
 * neither the others nor its own remaining records: `leftOut` lists what is missing, and a cell with damaged records
 * counts as failed, since its values could be anything. If there are more records than fit into memory, the run has
 * those of some epochs (`thinned`), is read cell by cell, and `manifest.warnings` says so. Throws InfoplaneError:
 * `core/store-no-run`, `core/store-file-damaged`, `core/run-too-large` if even the fewest epochs are too many.
 */
export async function readRun(
  directory: string,
  { visit, most = recordBudget() }: ReadOptions = {},
): Promise<StoredRun> {
  const run = await findRun(directory);
  const definition = await run.readDefinition();
  const manifest = await run.readManifest();
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
  const engines = await enginesOf(planned, run, manifest.engines);
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

/** A run is readable without the text that it was planned from. */
function readableSource({ source }: StoredDefinition): { readonly source: string; readonly leftOut: string[] } {
  if (!(source instanceof InfoplaneError)) return { source, leftOut: [] };
  const problem = requireDiagnostic(source);
  if (!isDamage(problem)) throw source;
  return { source: "", leftOut: [problem.message] };
}

/** By arm, in the experiment's order, then by seed. */
function inOrder({ cells }: Plan, { arms, seeds }: Experiment): CellSpec[] {
  const arm = new Map(arms.map(({ name }, index) => [name, index]));
  const seed = new Map(seeds.map((value, index) => [value, index]));
  const place = (entry: CellSpec): number =>
    (arm.get(entry.arm) ?? arms.length) * (seeds.length + 1) + (seed.get(entry.seed) ?? -1);
  return [...cells].sort((a, b) => place(a) - place(b));
}
