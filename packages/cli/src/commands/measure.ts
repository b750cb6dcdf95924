import { join } from "node:path";
import {
  exitCodes,
  InfoplaneError,
  isExported,
  saidBy,
  type CellEvent,
  type CellSpec,
  type CellStatus,
  type ExitCode,
  type MeasureSpec,
  type Registry,
} from "@infoplane/contracts";
import { canonicalJson, enginesOf, findRun, isDamage, openRun, runCell, type RunStore } from "@infoplane/core";
import { checkMeasureText } from "@infoplane/dsl";
import { quote } from "@infoplane/executors";
import { withCodeDigests } from "../code-digest.ts";
import { ExperimentProblem } from "../experiment-problem.ts";
import { reportExitCode, type FailOn } from "../fail-on.ts";
import { loadUsesOf } from "../load-uses-of.ts";
import { measuredLater } from "../measured-later.ts";
import { messages } from "../messages.ts";
import { readView } from "../read-view.ts";
import { builtInRegistry } from "../registry.ts";
import { createCellRuntime } from "../runtime/cell-runtime.ts";
import { knownDataDir } from "../runtime/data-dir-of.ts";
import { loadData } from "../runtime/load-data.ts";
import { openEngine, threadsBefore, type EngineFlags } from "../runtime/open-engine.ts";
import type { Output } from "../show/output.ts";
import { renderReport } from "./report.ts";
import { interruptedBy, saving, stopOnSignals } from "./signals.ts";

export interface MeasureFlags extends EngineFlags {
  readonly with: string;
  readonly on?: string;
  readonly dataDir?: string;
  readonly failOn?: FailOn;
  /** The words of the command as it was typed. */
  readonly words: readonly string[];
}

/**
 * `measure <run> --with ...`: takes measures on the stored checkpoints of cells that are trained to their end; nothing is
 * trained. The values are those that the same measure would have had during training: same probe set, same network,
 * same number of threads. Epochs without a checkpoint are named.
 */
export async function measureCommand(directory: string, flags: MeasureFlags, output: Output): Promise<ExitCode> {
  // Says so when there is no run, before one is made by opening it.
  const manifest = await (await findRun(directory)).readManifest();
  const run = await openRun(directory, { lock: true });
  const signals = stopOnSignals(output, saving(`npx tsx run ${flags.words.map(quote).join(" ")}`));
  try {
    const experiment = await run.readExperiment();
    if (isExported(experiment)) {
      throw new InfoplaneError(messages.nothingButActivations(directory), exitCodes.wrongExperiment);
    }
    const registry = builtInRegistry();
    const file = manifest.file ?? join(run.directory, "experiment.exp");
    await loadUsesOf(experiment, registry, file);
    const text = `measure ${flags.with}${flags.on === undefined ? "" : ` on ${flags.on}`} every 1 epoch`;
    // Only what is asked for now is measured by the code as it now is.
    const asked = { ...experiment, measures: checkAdded(text, experiment, registry) };
    const { measures: added } = await withCodeDigests(asked, registry, file);
    const extended = { ...experiment, measures: merged(experiment.measures, added) };
    const plan = await run.readPlan();
    const cells = plan.cells.map((cell) => ({ ...cell, measures: extended.measures }));
    const trained = await trainedCells(run, cells, output);
    const [first] = trained;
    if (!first) throw new InfoplaneError(messages.nothingTrained(directory), exitCodes.wrongExperiment);

    await openEngine({ ...flags, ...(await threadsBefore(run.cell(first.hash), first)) }, output, signals.signal);
    const { digest } = manifest.dataset;
    const ask = { dataset: experiment.dataset, registry, file, dataDir: knownDataDir(flags, manifest.dataDir), digest };
    const { dataset } = await loadData(ask, output, signals.signal);
    const source = measuredLater(await run.readSource(), { text, measures: added }, experiment.measures);
    await run.writeExperiment(extended, source, { ...plan, cells });
    const runtime = createCellRuntime(registry, dataset);
    const statuses: CellStatus[] = [];
    for (const cell of trained) {
      if (signals.signal.aborted) break;
      output.note(`${cell.arm} seed ${cell.seed}: ${added.map(({ label }) => label).join(", ")}`);
      const emit = (event: CellEvent): void => {
        if (event.kind === "note") output.note(`  ${event.message}`);
        if (event.kind === "end" && event.status.state === "failed") {
          output.note(`  failed: ${[event.status.message, event.status.frame ?? ""].join("\n").trimEnd()}`);
        }
      };
      statuses.push(await runCell(cell, runtime, { run, signal: signals.signal, emit, measuresOnly: true }));
    }
    await run.writeManifest({ ...manifest, engines: await enginesOf(plan.cells, run) });
    const view = await renderReport(await readView(directory), registry, output);
    if (signals.signal.aborted) return exitCodes.interrupted;
    const failed = statuses.filter((status) => status.state === "failed");
    if (failed.some(isDamage)) return exitCodes.damaged;
    return failed.length > 0 ? exitCodes.runFailed : reportExitCode(view, flags.failOn);
  } catch (error) {
    return interruptedBy(error, signals.signal);
  } finally {
    signals.release();
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
  if (diagnostics.some(({ severity }) => severity === "error")) throw new ExperimentProblem(diagnostics, [source]);
  return measures;
}

/** The same measure may be asked for again, at more epochs; another one of the same name may not. */
function merged(before: readonly MeasureSpec[], added: readonly MeasureSpec[]): MeasureSpec[] {
  const essence = ({ name, options, probe }: MeasureSpec) => canonicalJson({ name, options, probe });
  const other = added.find((measure) =>
    before.some((old) => old.label === measure.label && essence(old) !== essence(measure)),
  );
  if (other) throw new InfoplaneError(messages.measuredOtherwise(other.label), exitCodes.wrongExperiment);
  return [...before.filter(({ label }) => !added.some((measure) => measure.label === label)), ...added];
}

/** Each cell once; what is not trained to its end is named and left out. */
async function trainedCells(run: RunStore, cells: readonly CellSpec[], output: Output): Promise<CellSpec[]> {
  const trained: CellSpec[] = [];
  for (const cell of new Map(cells.map((one) => [one.hash, one])).values()) {
    // Not by its status, which a process that was killed while it measured has left as running.
    const stored = await run
      .cell(cell.hash)
      .checkpoints.list()
      .catch((error: unknown) => {
        output.note(`left out: ${cell.arm} seed ${cell.seed}: ${saidBy(error)?.message ?? String(error)}`);
        return undefined;
      });
    if (!stored) continue;
    if (stored.some(({ at }) => at.epoch === cell.training.epochs)) trained.push(cell);
    else output.note(`left out: ${cell.arm} seed ${cell.seed} is not trained to its end`);
  }
  return trained;
}
