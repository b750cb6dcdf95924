import { existsSync } from "node:fs";
import { basename, join } from "node:path";
import {
  exitCodes,
  InfoplaneError,
  isExported,
  optionsOf,
  reasonOf,
  primaryDiagnostic,
  type CellSpec,
  type Dataset,
  type Diagnostic,
  type MeasureSpec,
  type Registry,
  type RunRecord,
} from "@infoplane/contracts";
import {
  requestedWork,
  collectManifest,
  isoTime,
  keepReport,
  Measurer,
  openRunStore,
  planExperiment,
  readEarlier,
  systemClock,
  type RunStore,
} from "@infoplane/core";
import { checkMeasureText } from "@infoplane/dsl";
import { metricContext } from "@infoplane/metrics/context";
import { quote } from "@infoplane/executors";
import { openEngine, type EngineChoice } from "../cell/open-engine.ts";
import { callOf, type CallOptions } from "../events.ts";
import { refuseErrors } from "../experiment/experiment-problem.ts";
import { readClaims } from "../experiment/read-claims.ts";
import { messages } from "../messages.ts";
import { builtInRegistry } from "../plugins/registry.ts";
import { programState } from "../run/program-state.ts";
import { version } from "../version.ts";
import { readJudged } from "../view/read-judged.ts";
import { renderReport, type RenderedRun } from "../view/render-report.ts";
import { digestOf } from "./digest-of.ts";
import { readExportedArms, type ExportedArm } from "./exported-arm.ts";
import { exportedExperiment } from "./exported-experiment.ts";
import { exportedSnapshot } from "./exported-snapshot.ts";
import type { ExportedEpoch } from "./exported-epoch.ts";
import { areOwn, ownClasses } from "./own-classes.ts";

/** What the arrays of the files are, and what to measure on them. */
export interface MeasureActivationsRequest extends EngineChoice {
  /** The array of class indices, or a .txt file with one per line. */
  readonly labels: string;
  /** The array of the network's input: X. */
  readonly input?: string;
  /** Arrays to measure, in order; default: all others. */
  readonly layers?: readonly string[];
  /** What to measure, as an experiment writes it; default: nHSIC with the labels, and with the input if given. */
  readonly with?: string;
  /** Pattern for the seed in a path: `run{seed}/`; default: seed-1 and the like. */
  readonly seedFrom?: string;
  /** A file of claims about the arms. */
  readonly claims?: string;
  /** Folder of runs; default: `runs`. */
  readonly out?: string;
  /** The command recorded in the run, as typed. */
  readonly command?: readonly string[];
}

/**
 * Takes measures on activations that another program exported (.npz, .safetensors, or directories of them), with the
 * usual report. The result is a run like others: it can be rendered and compared. Throws InfoplaneError.
 */
export async function measureActivations(
  paths: readonly string[],
  request: MeasureActivationsRequest,
  options: CallOptions = {},
): Promise<RenderedRun> {
  const begun = systemClock();
  const call = callOf(options);
  const { labels, input, layers, seedFrom } = request;
  const roles = {
    labels,
    ...(input !== undefined && { input }),
    ...(layers !== undefined && { layers }),
    ...(seedFrom !== undefined && { seedFrom }),
  };
  const { arms, ids } = ownClasses(await readExportedArms(paths, roles));
  const [first] = arms.flatMap((arm) => arm.epochs);
  const classes = ids.length;
  const registry = builtInRegistry();
  const measures = checkWith(request, arms, classes, registry);
  const name = arms.map((arm) => arm.name).join("-");
  const unclaimed = exportedExperiment(name, arms, measures, classes);
  const claims = request.claims === undefined ? [] : await readClaims(request.claims, unclaimed, registry);
  const declared = { ...unclaimed, claims };
  const warnings = [
    ...(areOwn(ids) ? [] : [messages.classesRenumbered(labels, ids)]),
    ...warningsOf(arms, declared.seeds),
  ];
  if (warnings.length > 0) call.emit({ kind: "warnings", diagnostics: warnings });
  const directory = join(request.out ?? "runs", name);
  const run = await openRunStore(directory, { lock: true });
  try {
    await refuseTrained(run);
    const { info } = await openEngine(request, call);
    // Sums are split over threads, so their number is part of a cell's identity.
    const experiment = { ...declared, threads: info.threads };
    // Of the samples alone, which are the same at every epoch: networks that saw the same ones can be compared.
    const digest = digestOf(first ? [first.digests.labels, first.digests.input ?? ""] : []);
    const all = planExperiment(experiment, { datasetDigest: digest });
    const epochsOf = ({ arm, seed }: CellSpec): readonly ExportedEpoch[] =>
      arms.find((one) => one.name === arm)?.epochs.filter((exported) => exported.seed === seed) ?? [];
    const plan = { ...all, cells: all.cells.filter((cell) => epochsOf(cell).length > 0) };
    const measured: Measured[] = [];
    for (const cell of plan.cells) {
      const since = systemClock();
      const epochs = epochsOf(cell);
      const rows: RunRecord[] = [];
      for (const exported of epochs) {
        call.note(epochLine(cell, exported, experiment.seeds));
        rows.push(...(await measure(exported, cell, measures, registry)));
      }
      measured.push({ cell, rows, last: epochs.at(-1)?.epoch ?? 0, seconds: (systemClock() - since) / 1000 });
    }
    // Written only now: the results of an earlier call remain if a measure can't be taken.
    const command = request.command ?? ["run", "measure-activations", ...paths];
    const source = `# Activations of networks that were trained elsewhere:\n# npx tsx ${command.map(quote).join(" ")}\n`;
    const before = await readEarlier(run);
    const kept = await keepReport(before, { run, experiment, plan });
    for (const { message } of kept) call.note(message);
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
    await run.writeExperiment(experiment, source, plan, manifest);
    for (const one of measured) await store(run, one, measures);
    await run.writeManifest({ ...manifest, finished: isoTime(systemClock()) });
    return await renderReport(await readJudged(directory), registry);
  } finally {
    await run.close();
  }
}

/** The records of one training, and its last exported epoch. */
interface Measured {
  readonly cell: CellSpec;
  readonly rows: readonly RunRecord[];
  readonly last: number;
  readonly seconds: number;
}

/** `net, seed 1, epoch 10: 48 samples of conv1, fc`. With the seed if there are several. */
function epochLine(
  { arm }: CellSpec,
  { seed, epoch, samples, layers }: ExportedEpoch,
  seeds: readonly number[],
): string {
  const names = layers.map((layer) => layer.name).join(", ");
  return `${arm}, ${seeds.length > 1 ? `seed ${seed}, ` : ""}epoch ${epoch}: ${samples} samples of ${names}`;
}

/** Warnings given before anything is measured. */
function warningsOf(arms: readonly ExportedArm[], seeds: readonly number[]): Diagnostic[] {
  const inSteps = arms.flatMap(({ epochs }) => epochs).find(({ counted }) => counted === "steps");
  const missing = arms.flatMap(({ name, epochs }) => {
    const absent = seeds.filter((seed) => !epochs.some((exported) => exported.seed === seed));
    return absent.length > 0 ? [messages.seedsMissing(name, absent)] : [];
  });
  const notFinite = arms.flatMap(({ epochs }) =>
    epochs.flatMap(({ path, notFinite: broken }) =>
      broken.map(({ name, count }) => messages.notFinite(path, name, count)),
    ),
  );
  const leftOut = new Set(arms.flatMap(({ epochs }) => epochs.flatMap((exported) => exported.leftOut)));
  return [
    ...[...leftOut].map(messages.leftAside),
    ...(inSteps ? [messages.epochsAreSteps(inSteps.path, inSteps.epoch)] : []),
    ...missing,
    ...notFinite,
  ];
}

/** Activations that were measured before are measured again in their place; a trained run is never replaced. */
async function refuseTrained(run: RunStore): Promise<void> {
  if (!existsSync(join(run.directory, "experiment.json"))) return;
  if (isExported(await run.readExperiment())) return;
  throw new InfoplaneError(messages.notExported(run.directory), exitCodes.wrongExperiment);
}

async function store(
  run: RunStore,
  { cell, rows, last, seconds }: Measured,
  measures: readonly MeasureSpec[],
): Promise<void> {
  const place = run.cell(cell.hash);
  const lock = await place.lock();
  try {
    // Whatever was there is measured again, intact or damaged.
    const records = await place.readRecords(() => undefined);
    await place.writeStatus({ state: "waiting" });
    await records.replace(rows);
    await place.writeSpec({ ...cell, measures });
    await place.seal(requestedWork(cell, measures));
    await place.writeStatus({ state: "done", at: { epoch: last, step: 0 }, seconds });
  } finally {
    await lock.release();
  }
}

/** Without --with: nHSIC with the labels, and with the input if it was exported. */
function checkWith(
  request: MeasureActivationsRequest,
  arms: readonly ExportedArm[],
  classes: number,
  registry: Registry,
): readonly MeasureSpec[] {
  const samples = Math.min(...arms.flatMap(({ epochs }) => epochs.map((exported) => exported.samples)));
  const usual = request.input === undefined ? "nhsic(Y, Z)" : "nhsic(X, Z), nhsic(Y, Z)";
  // Only the files tell which epochs are due.
  const source = { file: "--with", text: `measure ${request.with ?? usual} on probe(train, ${samples}) at end` };
  const { dataset } = exportedExperiment("exported", arms, [], classes);
  const { measures, diagnostics } = checkMeasureText(source, { dataset }, registry);
  refuseErrors(diagnostics, source);
  return measures;
}

async function measure(
  exported: ExportedEpoch,
  cell: CellSpec,
  measures: readonly MeasureSpec[],
  registry: Registry,
): Promise<readonly RunRecord[]> {
  const measurer = new Measurer(cell, {
    // An exported epoch's position counts its own steps.
    stepsPerEpoch: 0,
    snapshot: () => exportedSnapshot(exported),
    createMetric({ name, options }) {
      const plugin = registry.get("metric", name);
      return plugin.create(optionsOf(plugin, options), metricContext());
    },
  });
  try {
    const at = { epoch: exported.epoch, step: exported.step ?? 0 };
    const taken = await measurer.take(measures, at);
    if (taken?.failure && taken.failed) throw notOnActivations(taken.failed, taken.failure);
    return taken?.records ?? [];
  } finally {
    measurer.dispose();
  }
}

function notOnActivations({ label }: MeasureSpec, failure: InfoplaneError): InfoplaneError {
  const cause = failure.cause ?? failure;
  // The message of an InfoplaneError begins with its code.
  const reason = primaryDiagnostic(cause)?.message ?? reasonOf(cause);
  return new InfoplaneError(messages.notOnActivations(label, reason), exitCodes.wrongExperiment, { cause });
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
