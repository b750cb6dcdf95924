import { existsSync } from "node:fs";
import { basename, join } from "node:path";
import {
  exitCodes,
  InfoplaneError,
  optionsOf,
  saidBy,
  type CellSpec,
  type Dataset,
  type ExitCode,
  type MeasureSpec,
  type Registry,
  type RunRecord,
} from "@infoplane/contracts";
import { collectManifest, openRun, planExperiment, systemClock, toRecord, type RunStore } from "@infoplane/core";
import { checkMeasureText, formatDiagnostics } from "@infoplane/dsl";
import { tensors } from "@infoplane/engine";
import { exportedExperiment, isExported } from "../activations/exported-experiment.ts";
import { arraysNotFinite, readExportedArms, type ExportedArm } from "../activations/exported-arm.ts";
import { digestOf } from "../activations/digest-of.ts";
import { momentSnapshot } from "../activations/moment-snapshot.ts";
import { ExperimentProblem } from "../experiment-problem.ts";
import { messages } from "../messages.ts";
import { readView } from "../read-view.ts";
import { builtInRegistry } from "../registry.ts";
import { openEngine, type EngineFlags } from "../runtime/open-engine.ts";
import type { Output } from "../show/output.ts";
import { version } from "../version.ts";
import { renderReport } from "./report.ts";

export interface MeasureActivationsFlags extends EngineFlags {
  readonly labels: string;
  readonly input?: string;
  readonly layers?: string;
  readonly with?: string;
  readonly out: string;
}

/**
 * `measure-activations <path...>`: the measures of this program on activations that another one exported, with the same
 * report. What is left is a run like others: `report` and `compare` read it.
 */
export async function measureActivationsCommand(
  paths: readonly string[],
  flags: MeasureActivationsFlags,
  output: Output,
): Promise<ExitCode> {
  const begun = systemClock();
  const roles = {
    labels: flags.labels,
    ...(flags.input !== undefined && { input: flags.input }),
    ...(flags.layers !== undefined && { layers: flags.layers.split(",").map((name) => name.trim()) }),
  };
  const arms = await readExportedArms(paths, roles);
  const moments = arms.flatMap((arm) => arm.moments);
  const classes = moments.reduce((most, { labels }) => labels.reduce((a, b) => Math.max(a, b + 1), most), 1);
  const registry = builtInRegistry();
  const measures = checkWith(flags, arms, classes, registry);
  const inSteps = moments.find(({ counted }) => counted === "steps");
  const warnings = [
    ...(inSteps ? [messages.epochsAreSteps(inSteps.path, inSteps.epoch)] : []),
    ...moments.flatMap((moment) =>
      arraysNotFinite(moment).map(({ name, count }) => messages.notFinite(moment.path, name, count)),
    ),
  ];
  if (warnings.length > 0) output.note(formatDiagnostics(warnings, [], { color: output.color }));
  const name = arms.map((arm) => arm.name).join("-");
  const experiment = exportedExperiment(name, arms, measures, classes);
  const directory = join(flags.out, name);
  const run = await openRun(directory, { lock: true });
  try {
    await refuseTrained(run);
    const { info } = await openEngine(flags, output);
    // Of the samples alone, which are the same at every moment: networks that saw the same ones can be compared.
    const digest = digestOf(
      moments.slice(0, 1).flatMap(({ labels, input }) => [labels, ...(input ? [input.data] : [])]),
    );
    const plan = planExperiment(experiment, { datasetDigest: digest });
    const measured: { readonly cell: CellSpec; readonly rows: readonly RunRecord[] }[] = [];
    for (const cell of plan.cells) {
      const arm = arms.find((one) => one.name === cell.arm);
      if (!arm) continue;
      for (const moment of arm.moments) {
        const names = moment.layers.map((layer) => layer.name).join(", ");
        output.note(`${arm.name}, epoch ${moment.epoch}: ${moment.samples} samples of ${names}`);
      }
      measured.push({ cell, rows: await measure(arm, cell, classes, registry) });
    }
    // Written only now: what an earlier call left stands when a measure can't be taken.
    const command = ["run", ...process.argv.slice(2)];
    const source = `# Activations of networks that were trained elsewhere:\n# npx tsx ${command.join(" ")}\n`;
    await run.writeExperiment(experiment, source, plan);
    const manifest = await collectManifest({
      infoplane: version,
      started: begun,
      command,
      engine: info,
      directory: process.cwd(),
      dataset: datasetOf(paths, arms, classes, digest),
      warnings: warnings.map(({ message }) => message),
    });
    await run.writeManifest(manifest);
    for (const { cell, rows } of measured) await store(run, cell, rows, (systemClock() - begun) / 1000);
    await renderReport(await readView(directory), registry, output);
    return exitCodes.done;
  } finally {
    await run.close();
  }
}

/** Activations that were measured before are measured anew in their place; a trained run is never replaced. */
async function refuseTrained(run: RunStore): Promise<void> {
  if (!existsSync(join(run.directory, "experiment.json"))) return;
  if (isExported(await run.readExperiment())) return;
  throw new InfoplaneError(messages.notExported(run.directory), exitCodes.wrongExperiment);
}

async function store(run: RunStore, cell: CellSpec, rows: readonly RunRecord[], seconds: number): Promise<void> {
  const place = run.cell(cell.hash);
  const lock = await place.lock();
  try {
    const records = await place.readRecords();
    await records.keep(() => false);
    await place.writeSpec(cell);
    await records.append(rows);
    await place.writeStatus({ state: "done", at: { epoch: cell.training.epochs, step: 0 }, seconds });
  } finally {
    await lock.release();
  }
}

/** Without --with: nHSIC with the labels, and with the input where it was exported. */
function checkWith(
  flags: MeasureActivationsFlags,
  arms: readonly ExportedArm[],
  classes: number,
  registry: Registry,
): readonly MeasureSpec[] {
  const samples = Math.min(...arms.flatMap(({ moments }) => moments.map((moment) => moment.samples)));
  const usual = flags.input === undefined ? "nhsic(Y, Z)" : "nhsic(X, Z), nhsic(Y, Z)";
  // Which epochs are due is known by the files alone.
  const source = { file: "--with", text: `measure ${flags.with ?? usual} on probe(train, ${samples}) at end` };
  const { dataset } = exportedExperiment("exported", arms, [], classes);
  const { measures, diagnostics } = checkMeasureText(source, { dataset }, registry);
  if (diagnostics.some(({ severity }) => severity === "error")) throw new ExperimentProblem(diagnostics, [source]);
  return measures;
}

async function measure(arm: ExportedArm, cell: CellSpec, classes: number, registry: Registry): Promise<RunRecord[]> {
  const rows: RunRecord[] = [];
  for (const moment of arm.moments) {
    const snapshot = momentSnapshot(moment, classes);
    try {
      for (const spec of cell.measures) {
        const plugin = registry.get("metric", spec.name);
        const metric = await plugin.create(optionsOf(plugin, spec.options), { tf: tensors() });
        try {
          const found = await metric.measure(snapshot);
          rows.push(...found.map((one) => toRecord(cell, moment.epoch, moment.step ?? 0, spec.label, one)));
        } catch (cause) {
          // The message of an InfoplaneError begins with its code.
          const said = saidBy(cause)?.message;
          const reason = said ?? (cause instanceof Error ? cause.message : String(cause));
          throw new InfoplaneError(messages.notOnActivations(spec.label, reason), exitCodes.wrongExperiment, { cause });
        } finally {
          metric.dispose?.();
        }
      }
    } finally {
      snapshot.dispose();
    }
  }
  return rows;
}

function datasetOf(paths: readonly string[], arms: readonly ExportedArm[], classes: number, digest: string): Dataset {
  const samples = arms[0]?.moments[0]?.samples ?? 0;
  const part = (count: number) => ({ count, images: new Uint8Array(0), labels: new Uint8Array(0) });
  return {
    name: paths.map((path) => basename(path)).join(", "),
    source: "exported activations",
    digest,
    input: [1],
    classes,
    classNames: Array.from({ length: classes }, (_, i) => String(i)),
    train: part(samples),
    test: part(0),
    normalisation: { mean: [0], std: [1] },
  };
}
