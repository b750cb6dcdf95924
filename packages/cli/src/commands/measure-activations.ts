import { basename, join } from "node:path";
import {
  exitCodes,
  InfoplaneError,
  optionsOf,
  type CellSpec,
  type Dataset,
  type ExitCode,
  type MeasureSpec,
  type Registry,
  type RunRecord,
} from "@infoplane/contracts";
import { collectManifest, openRun, planExperiment, systemClock, toRecord } from "@infoplane/core";
import { checkMeasureText } from "@infoplane/dsl";
import { tensors } from "@infoplane/engine";
import { exportedExperiment } from "../activations/exported-experiment.ts";
import { readExportedArm, type ExportedArm } from "../activations/exported-arm.ts";
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
  const arms = await Promise.all(paths.map((path) => readExportedArm(path, roles)));
  const classes = 1 + arms.flatMap(({ moments }) => moments).reduce((most, { labels }) => Math.max(most, ...labels), 0);
  const registry = builtInRegistry();
  const measures = checkWith(flags, arms, classes, registry);
  const name = arms.map((arm) => arm.name).join("-");
  const experiment = exportedExperiment(name, arms, measures, classes);
  const directory = join(flags.out, name);
  const run = await openRun(directory, { lock: true });
  try {
    const { info } = await openEngine(flags, output);
    // Of the samples alone: networks that saw the same ones can be compared.
    const digest = digestOf(
      arms[0]?.moments.flatMap(({ labels, input }) => [labels, ...(input ? [input.data] : [])]) ?? [],
    );
    const plan = planExperiment(experiment, { datasetDigest: digest });
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
    });
    await run.writeManifest(manifest);
    for (const cell of plan.cells) {
      const arm = arms.find((one) => one.name === cell.arm);
      if (!arm) continue;
      const store = run.cell(cell.hash);
      const lock = await store.lock();
      try {
        const records = await store.readRecords();
        await records.keep(() => false);
        await store.writeSpec(cell);
        for (const moment of arm.moments) {
          const names = moment.layers.map((layer) => layer.name).join(", ");
          output.note(`${arm.name}, epoch ${moment.epoch}: ${moment.samples} samples of ${names}`);
        }
        await records.append(await measure(arm, cell, classes, registry));
        const at = { epoch: cell.training.epochs, step: 0 };
        await store.writeStatus({ state: "done", at, seconds: (systemClock() - begun) / 1000 });
      } finally {
        await lock.release();
      }
    }
    await renderReport(await readView(directory), registry, output);
    return exitCodes.done;
  } finally {
    await run.close();
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
  // Only the last epoch is due: what was exported of the others is known by its files alone.
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
          rows.push(...found.map((one) => toRecord(cell, moment.epoch, 0, spec.label, one)));
        } catch (cause) {
          const reason = cause instanceof Error ? cause.message : String(cause);
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
