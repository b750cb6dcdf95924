import {
  InfoplaneError,
  type CellSpec,
  type CellView,
  type Diagnostic,
  type Experiment,
  type Plan,
  type RunRecord,
  type RunView,
} from "@infoplane/contracts";
import { cellFailed, damageLeftOut, lineTorn, reasonOf } from "../messages.ts";
import { findRun, type RunStore } from "../store/run-store.ts";

/**
 * A run as the store holds it, for reporters; also while it is running. Only cells of the experiment as it stands.
 * `figures` and `verdicts` are empty: the caller knows the plugins and judges the claims. Damage in one cell does
 * not hide the others: what is left out is said in `manifest.warnings`. Throws InfoplaneError: `core/store-no-run`,
 * `core/store-file-damaged`.
 */
export async function readRun(directory: string): Promise<RunView> {
  const run = await findRun(directory);
  const [experiment, source, manifest, plan] = await Promise.all([
    run.readExperiment(),
    run.readSource(),
    run.readManifest(),
    run.readPlan(),
  ]);
  const contents = await Promise.all(inOrder(plan, experiment).map((entry) => readCell(run, entry)));
  const warnings = contents.flatMap(({ warnings }) => warnings);
  return {
    directory: run.directory,
    experiment,
    source,
    manifest: { ...manifest, warnings: [...manifest.warnings, ...warnings] },
    cells: contents.map(({ cell }) => cell),
    records: contents.flatMap(({ records }) => records),
    figures: [],
    verdicts: [],
  };
}

/** By arm, as the experiment lists them, then by seed. */
function inOrder({ cells }: Plan, { arms, seeds }: Experiment): CellSpec[] {
  const arm = new Map(arms.map(({ name }, index) => [name, index]));
  const place = (entry: CellSpec): number =>
    (arm.get(entry.arm) ?? arms.length) * (seeds.length + 1) + seeds.indexOf(entry.seed);
  return [...cells].sort((a, b) => place(a) - place(b));
}

interface CellContents {
  readonly cell: CellView;
  readonly records: readonly RunRecord[];
  readonly warnings: readonly string[];
}

/** The arm is that of the experiment as it stands: it may have been renamed since its records were written. */
async function readCell(run: RunStore, { hash, arm, seed }: CellSpec): Promise<CellContents> {
  const store = run.cell(hash);
  const warnings: string[] = [];
  const leaveOut = (problem: Diagnostic): number => warnings.push(damageLeftOut(problem).message);
  try {
    const [status, { rows, torn, file }] = await Promise.all([store.readStatus(), store.readRecords(leaveOut)]);
    if (torn !== undefined) warnings.push(lineTorn(file, torn).message);
    const records = rows.map((row) => (row.arm === arm ? row : { ...row, arm }));
    return { cell: { hash, arm, seed, status }, records: records.sort((a, b) => a.epoch - b.epoch), warnings };
  } catch (error) {
    const said = error instanceof InfoplaneError ? error.diagnostics[0] : undefined;
    const { code, message } = said ?? cellFailed(reasonOf(error));
    const status = { state: "failed", at: { epoch: 0, step: 0 }, code, message } as const;
    return { cell: { hash, arm, seed, status }, records: [], warnings: [...warnings, message] };
  }
}
