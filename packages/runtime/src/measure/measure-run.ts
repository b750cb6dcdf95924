import { join } from "node:path";
import {
  exitCodes,
  InfoplaneError,
  isExported,
  requireDiagnostic,
  type CellSpec,
  type CellStatus,
  type MeasureSpec,
  type Registry,
} from "@infoplane/contracts";
import {
  canonicalJson,
  enginesOf,
  findRun,
  isTrained,
  openRunStore,
  runCell,
  sourceOf,
  type RunStore,
} from "@infoplane/core";
import { checkMeasureText, parse } from "@infoplane/dsl";
import { createCellRuntime } from "../cell/cell-runtime.ts";
import { knownDataDir } from "../cell/data-dir-of.ts";
import { loadData } from "../cell/load-data.ts";
import { openEngine, threadsBefore, type EngineChoice } from "../cell/open-engine.ts";
import { callOf, type Call, type CallOptions } from "../events.ts";
import { refuseErrors } from "../experiment/experiment-problem.ts";
import { messages } from "../messages.ts";
import { withCodeDigests } from "../plugins/code-digest.ts";
import { loadUsesOf } from "../plugins/load-uses-of.ts";
import { builtInRegistry } from "../plugins/registry.ts";
import { readJudged } from "../view/read-judged.ts";
import { renderReport, type RenderedRun } from "../view/render-report.ts";

/** What to measure on stored checkpoints, and with which engine. */
export interface MeasureRequest extends EngineChoice {
  /** What to measure, as an experiment writes it: `cka(X, Z), nhsic(X, Z, eps: 1e-3)`. */
  readonly with: string;
  /** The probe set: `probe(train, 512)`; for measures that need one. */
  readonly on?: string;
  /** Where data sets are; default: where the run found them. */
  readonly dataDir?: string;
}

/** A run with its added measures, rendered. */
export interface MeasuredRun extends RenderedRun {
  /** How each measured cell ended; failed, with damage, are also finished cells whose last checkpoint is lost. */
  readonly statuses: readonly CellStatus[];
}

/**
 * Takes measures on the stored checkpoints of cells that are trained to their end; trains nothing. The values are those
 * that the same measure would have had during training: same probe set, same network, same number of threads. Epochs
 * without a checkpoint are listed. Throws InfoplaneError.
 */
export async function measureRun(
  directory: string,
  request: MeasureRequest,
  options: CallOptions = {},
): Promise<MeasuredRun> {
  const call = callOf(options);
  // Fails here if there is no run, before opening it would create one.
  const manifest = await (await findRun(directory)).readManifest();
  const run = await openRunStore(directory, { lock: true });
  try {
    const definition = await run.readDefinition();
    const { experiment, plan } = definition;
    if (isExported(experiment)) {
      throw new InfoplaneError(messages.nothingButActivations(directory), exitCodes.wrongExperiment);
    }
    const registry = builtInRegistry();
    const file = manifest.file ?? join(run.directory, "experiment.exp");
    await loadUsesOf(experiment, registry, file);
    const text = `measure ${request.with}${request.on === undefined ? "" : ` on ${request.on}`} every 1 epoch`;
    // Only what is asked for now is measured with the current code.
    const asked = { ...experiment, measures: checkAdded(text, experiment, registry) };
    const { measures: added } = await withCodeDigests(asked, registry, file);
    const extended = { ...experiment, measures: merged(experiment.measures, added) };
    const { measures } = extended;
    const { trained, lost } = await trainedCells(run, plan.cells, call);
    const [first] = trained;
    if (!first) {
      const exitCode = lost.length > 0 ? exitCodes.damaged : exitCodes.wrongExperiment;
      throw new InfoplaneError(messages.nothingTrained(directory), exitCode);
    }

    await openEngine({ ...request, ...(await threadsBefore(run.cell(first.hash), first)) }, call);
    const { digest } = manifest.dataset;
    const dataDir = knownDataDir(request, manifest.dataDir);
    const { dataset } = await loadData({ dataset: experiment.dataset, registry, file, dataDir, digest }, call);
    const source = measuredLater(sourceOf(definition), { text, measures: added }, experiment.measures);
    await run.writeExperiment(extended, source, { ...plan, measures }, manifest);
    const runtime = createCellRuntime(registry, dataset);
    const statuses: CellStatus[] = [...lost];
    for (const cell of trained) {
      if (call.signal.aborted) break;
      call.emit({ kind: "measuring", cell, measures: added.map(({ label }) => label) });
      statuses.push(
        await runCell(cell, runtime, {
          run,
          measures,
          signal: call.signal,
          emit: (event) => call.emit({ kind: "cell", event }),
          measuresOnly: true,
        }),
      );
    }
    await run.writeManifest({ ...manifest, engines: await enginesOf(plan.cells, run, manifest.engines) });
    return { ...(await renderReport(await readJudged(directory), registry)), statuses };
  } finally {
    await run.close();
  }
}

function checkAdded(
  text: string,
  experiment: Parameters<typeof checkMeasureText>[1],
  registry: Registry,
): readonly MeasureSpec[] {
  const source = { file: "--with", text };
  const { measures, diagnostics } = checkMeasureText(source, experiment, registry);
  refuseErrors(diagnostics, source);
  return measures;
}

/** The same measure may be requested again, at more epochs; a different one with the same label may not. */
function merged(before: readonly MeasureSpec[], added: readonly MeasureSpec[]): MeasureSpec[] {
  const essence = ({ name, options, probe }: MeasureSpec) => canonicalJson({ name, options, probe });
  const other = added.find((measure) =>
    before.some((old) => old.label === measure.label && essence(old) !== essence(measure)),
  );
  if (other) throw new InfoplaneError(messages.measuredOtherwise(other.label), exitCodes.wrongExperiment);
  return [...before.filter(({ label }) => !added.some((measure) => measure.label === label)), ...added];
}

interface TrainedCells {
  readonly trained: readonly CellSpec[];
  /** Of finished cells whose last checkpoint is gone or unreadable. */
  readonly lost: readonly CellStatus[];
}

/** Each cell once; those that have not finished training, or whose end is lost, are reported and left out. */
async function trainedCells(run: RunStore, cells: readonly CellSpec[], call: Call): Promise<TrainedCells> {
  const trained: CellSpec[] = [];
  const lost: CellStatus[] = [];
  for (const cell of new Map(cells.map((one) => [one.hash, one])).values()) {
    const store = run.cell(cell.hash);
    // Not by its status, which still says running if a process was killed while measuring.
    const stored = await store.checkpoints.list().catch((error: unknown) => requireDiagnostic(error).message);
    if (typeof stored !== "string" && stored.some(({ at }) => isTrained(cell, at))) {
      trained.push(cell);
      continue;
    }
    const status = await store.readStatus().catch(() => undefined);
    const isLost = typeof stored === "string" || status?.state === "done";
    const reason = typeof stored === "string" ? stored : messages.lastCheckpointGone(store.checkpoints.directory);
    const at = { epoch: cell.training.epochs, step: 0 };
    if (isLost) lost.push({ state: "failed", at, code: "core/store-file-damaged", message: reason });
    call.note(messages.notMeasured(cell.arm, cell.seed, isLost ? reason : "it has not finished training"));
  }
  return { trained, lost };
}

/** A `measure` statement that was added later: its text, and the measures that it means, in order. */
interface AskedLater {
  readonly text: string;
  readonly measures: readonly MeasureSpec[];
}

/** An experiment's text plus those added measures that it does not have yet: duplicates would be an error. */
export function measuredLater(source: string, { text, measures }: AskedLater, before: readonly MeasureSpec[]): string {
  const { ast } = parse({ file: "--with", text });
  const statements = (ast?.statements ?? []).filter((statement) => statement.kind === "measure");
  const calls = statements.flatMap(({ metrics }) => metrics);
  const isNew = (index: number): boolean => !before.some(({ label }) => label === measures[index]?.label);
  const kept = calls.filter((_, i) => isNew(i)).map(({ span }) => text.slice(span.start, span.end));
  if (kept.length === 0) return source;
  const clauses = text.slice(calls.at(-1)?.span.end);
  return `${source.trimEnd()}\n\n# measured later\nmeasure ${kept.join(", ")}${clauses}\n`;
}
