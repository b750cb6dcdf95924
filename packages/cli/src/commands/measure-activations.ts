import { existsSync } from "node:fs";
import { basename, join } from "node:path";
import {
  exitCodes,
  InfoplaneError,
  optionsOf,
  reasonOf,
  saidBy,
  isExported,
  type CellSpec,
  type Dataset,
  type Diagnostic,
  type ExitCode,
  type MeasureSpec,
  type Registry,
  type RunRecord,
} from "@infoplane/contracts";
import {
  askedOf,
  collectManifest,
  isoTime,
  keepReport,
  openRun,
  planExperiment,
  readEarlier,
  systemClock,
  toRecord,
  type RunStore,
} from "@infoplane/core";
import { checkMeasureText, formatDiagnostics } from "@infoplane/dsl";
import { tensors } from "@infoplane/engine";
import { quote } from "@infoplane/executors";
import { digestOf } from "../activations/digest-of.ts";
import { type ExportedArm, readExportedArms } from "../activations/exported-arm.ts";
import { exportedExperiment } from "../activations/exported-experiment.ts";
import { areOwn, ownClasses } from "../activations/own-classes.ts";
import { momentSnapshot } from "../activations/moment-snapshot.ts";
import type { Moment } from "../activations/moment.ts";
import { ExperimentProblem } from "../experiment-problem.ts";
import { reportExitCode, type FailOn } from "../fail-on.ts";
import { messages } from "../messages.ts";
import { readClaims } from "../read-claims.ts";
import { readView } from "../read-view.ts";
import { builtInRegistry } from "../registry.ts";
import { openEngine, type EngineFlags } from "../runtime/open-engine.ts";
import type { Output } from "../show/output.ts";
import { programState } from "../program-state.ts";
import { version } from "../version.ts";
import { renderReport } from "./report.ts";

export interface MeasureActivationsFlags extends EngineFlags {
  readonly labels: string;
  readonly input?: string;
  readonly layers?: string;
  readonly with?: string;
  readonly seedFrom?: string;
  /** A file of claims. */
  readonly claims?: string;
  readonly failOn?: FailOn;
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
    ...(flags.seedFrom !== undefined && { seedFrom: flags.seedFrom }),
  };
  const { arms, ids } = ownClasses(await readExportedArms(paths, roles));
  const [first] = arms.flatMap((arm) => arm.moments);
  const classes = ids.length;
  const registry = builtInRegistry();
  const measures = checkWith(flags, arms, classes, registry);
  const name = arms.map((arm) => arm.name).join("-");
  const unclaimed = exportedExperiment(name, arms, measures, classes);
  const claims = flags.claims === undefined ? [] : await readClaims(flags.claims, unclaimed, registry);
  const declared = { ...unclaimed, claims };
  const warnings = [
    ...(areOwn(ids) ? [] : [messages.classesRenumbered(flags.labels, ids)]),
    ...warningsOf(arms, declared.seeds),
  ];
  if (warnings.length > 0) output.note(formatDiagnostics(warnings, [], { color: output.color }));
  const directory = join(flags.out, name);
  const run = await openRun(directory, { lock: true });
  try {
    await refuseTrained(run);
    const { info } = await openEngine(flags, output);
    // Sums are split over threads: their number is part of what a cell is.
    const experiment = { ...declared, threads: info.threads };
    // Of the samples alone, which are the same at every moment: networks that saw the same ones can be compared.
    const digest = digestOf(first ? [first.digests.labels, first.digests.input ?? ""] : []);
    const all = planExperiment(experiment, { datasetDigest: digest });
    const momentsOf = ({ arm, seed }: CellSpec): readonly Moment[] =>
      arms.find((one) => one.name === arm)?.moments.filter((moment) => moment.seed === seed) ?? [];
    const plan = { ...all, cells: all.cells.filter((cell) => momentsOf(cell).length > 0) };
    const measured: Measured[] = [];
    for (const cell of plan.cells) {
      const since = systemClock();
      const moments = momentsOf(cell);
      const rows: RunRecord[] = [];
      for (const moment of moments) {
        output.note(momentLine(cell, moment, experiment.seeds));
        rows.push(...(await measure(moment, cell, registry)));
      }
      measured.push({ cell, rows, last: moments.at(-1)?.epoch ?? 0, seconds: (systemClock() - since) / 1000 });
    }
    // Written only now: what an earlier call left stands when a measure can't be taken.
    const command = ["run", ...process.argv.slice(2)];
    const source = `# Activations of networks that were trained elsewhere:\n# npx tsx ${command.map(quote).join(" ")}\n`;
    const before = await readEarlier(run);
    const kept = before ? await keepReport(before, { run, experiment, plan }) : [];
    for (const { message } of kept) output.note(message);
    await run.writeExperiment(experiment, source, plan);
    const manifest = await collectManifest({
      infoplane: version,
      program: await programState(),
      started: begun,
      command,
      engine: info,
      directory: process.cwd(),
      dataset: datasetOf(paths, first?.samples ?? 0, ids, digest),
      warnings: [...warnings, ...kept].map(({ message }) => message),
    });
    await run.writeManifest(manifest);
    for (const one of measured) await store(run, one);
    await run.writeManifest({ ...manifest, finished: isoTime(systemClock()) });
    return reportExitCode(await renderReport(await readView(directory), registry, output), flags.failOn);
  } finally {
    await run.close();
  }
}

/** The records of one training, and the last epoch that was exported of it. */
interface Measured {
  readonly cell: CellSpec;
  readonly rows: readonly RunRecord[];
  readonly last: number;
  readonly seconds: number;
}

/** `net, seed 1, epoch 10: 48 samples of conv1, fc`. The seed where there are several. */
function momentLine({ arm }: CellSpec, { seed, epoch, samples, layers }: Moment, seeds: readonly number[]): string {
  const names = layers.map((layer) => layer.name).join(", ");
  return `${arm}, ${seeds.length > 1 ? `seed ${seed}, ` : ""}epoch ${epoch}: ${samples} samples of ${names}`;
}

/** What is warned of before anything is measured. */
function warningsOf(arms: readonly ExportedArm[], seeds: readonly number[]): Diagnostic[] {
  const inSteps = arms.flatMap(({ moments }) => moments).find(({ counted }) => counted === "steps");
  const missing = arms.flatMap(({ name, moments }) => {
    const absent = seeds.filter((seed) => !moments.some((moment) => moment.seed === seed));
    return absent.length > 0 ? [messages.seedsMissing(name, absent)] : [];
  });
  const notFinite = arms.flatMap(({ moments }) =>
    moments.flatMap(({ path, notFinite: broken }) =>
      broken.map(({ name, count }) => messages.notFinite(path, name, count)),
    ),
  );
  const leftOut = new Set(arms.flatMap(({ moments }) => moments.flatMap((moment) => moment.leftOut)));
  return [
    ...[...leftOut].map(messages.leftAside),
    ...(inSteps ? [messages.epochsAreSteps(inSteps.path, inSteps.epoch)] : []),
    ...missing,
    ...notFinite,
  ];
}

/** Activations that were measured before are measured anew in their place; a trained run is never replaced. */
async function refuseTrained(run: RunStore): Promise<void> {
  if (!existsSync(join(run.directory, "experiment.json"))) return;
  if (isExported(await run.readExperiment())) return;
  throw new InfoplaneError(messages.notExported(run.directory), exitCodes.wrongExperiment);
}

async function store(run: RunStore, { cell, rows, last, seconds }: Measured): Promise<void> {
  const place = run.cell(cell.hash);
  const lock = await place.lock();
  try {
    // Whatever was there is measured anew, whole or damaged.
    const records = await place.readRecords(() => undefined);
    await place.writeSpec(cell);
    await records.replace(rows);
    await place.writeStatus({ state: "done", at: { epoch: last, step: 0 }, seconds });
    await place.seal(askedOf(cell));
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

async function measure(moment: Moment, cell: CellSpec, registry: Registry): Promise<RunRecord[]> {
  const rows: RunRecord[] = [];
  const snapshot = await momentSnapshot(moment);
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
        const reason = said ?? reasonOf(cause);
        throw new InfoplaneError(messages.notOnActivations(spec.label, reason), exitCodes.wrongExperiment, { cause });
      } finally {
        metric.dispose?.();
      }
    }
  } finally {
    snapshot.dispose();
  }
  return rows;
}

function datasetOf(paths: readonly string[], samples: number, ids: readonly number[], digest: string): Dataset {
  const part = (count: number) => ({ count, images: new Uint8Array(0), labels: new Uint8Array(0) });
  return {
    name: paths.map((path) => basename(path)).join(", "),
    source: "exported activations",
    digest,
    input: [1],
    classes: ids.length,
    classNames: ids.map(String),
    train: part(samples),
    test: part(0),
    normalisation: { mean: [0], std: [1] },
  };
}
