import { join, resolve } from "node:path";
import {
  exitCodes,
  requireDiagnostic,
  InfoplaneError,
  isExported,
  type Arrays,
  reasonOf,
  type CellSpec,
  type Diagnostic,
  type Manifest,
  type Position,
} from "@infoplane/contracts";
import { encodeSafetensors, findRun, isTrained, type CheckpointEntry, type RunStore } from "@infoplane/core";
import { makeDirectory, refuseLink, writeAtomic } from "@infoplane/files";
import { kerasModel, pytorchPadding, pytorchWeights } from "@infoplane/models";
import { messages } from "../messages.ts";
import { networkArrays } from "./network-arrays.ts";

/** Where to export to, and from which checkpoints. */
export interface ExportRequest {
  /** Output folder; default: `export` in the run's folder. */
  readonly out?: string;
  /** Uses the newest readable network if that of a cell's end is unreadable, and says which it is. */
  readonly allowOlder?: boolean;
}

/** What was exported. */
export interface ExportedRun {
  /** Absolute path of the output. */
  readonly directory: string;
  /** Cells of the run, and those whose network was written. */
  readonly cells: number;
  readonly written: number;
  /** What a reader of the files has to know: older networks, layers that Keras lacks, uneven padding. */
  readonly notes: readonly string[];
  /** Other damage in the run that does not affect its networks. */
  readonly damaged: readonly Diagnostic[];
}

/**
 * Writes the trained network of every cell: safetensors with PyTorch's names and layouts, the architecture as JSON next
 * to it, and a Keras model in the layers format of TensorFlow.js. Layers that Keras lacks are reported and left out.
 * Throws InfoplaneError (`runtime/not-the-last`), before anything is written, if a cell is not trained to its end or,
 * with exit code 4, its last checkpoint can't be read. With `allowOlder` older ones are used. Throws one (`files/link`) if the
 * run's `export` is a symbolic link.
 */
export async function exportRun(directory: string, request: ExportRequest = {}): Promise<ExportedRun> {
  const run = await findRun(directory);
  if (isExported(await run.readExperiment())) {
    throw new InfoplaneError(messages.nothingButActivations(directory), exitCodes.wrongExperiment);
  }
  const root = resolve(request.out || join(run.directory, "export"));
  if (!request.out) await refuseLink(root);
  const { normalisation } = (await run.readManifest()).dataset;
  const { cells } = await run.readPlan();
  const found: Newest[] = [];
  // One network in memory at a time.
  for (const cell of cells) found.push(await newestOf(run, cell));
  const isNone = found.every(({ entry }) => entry === undefined);
  const isDamaged = found.some(({ isDamaged: is }) => is);
  if (isNone && !isDamaged) {
    throw new InfoplaneError(messages.nothingToExport(directory), exitCodes.wrongExperiment);
  }
  const older = found.flatMap(({ older: reason }) => (reason === undefined ? [] : [reason]));
  if (older.length > 0 && (isNone || !request.allowOlder)) {
    throw new InfoplaneError(older.map(messages.notTheLast), isDamaged ? exitCodes.damaged : exitCodes.runFailed);
  }
  const notes = new Set(older);
  let written = 0;
  for (const { cell, entry } of found) {
    const network = entry && (await networkOf(run, cell, entry));
    if (!network) continue;
    await writeNetwork(cell, { ...network, normalisation }, root, notes);
    written++;
  }
  return { directory: root, cells: cells.length, written, notes: [...notes], damaged: await damageIn(run, cells) };
}

/** Networks are exported whatever became of their measurements; damage there is reported all the same. */
async function damageIn(run: RunStore, cells: readonly CellSpec[]): Promise<Diagnostic[]> {
  const found: Diagnostic[] = [];
  for (const { hash } of cells) {
    const store = run.cell(hash);
    const status = await store.readStatus().catch((error: unknown) => void found.push(requireDiagnostic(error)));
    await store
      .readRecords((problem) => found.push(problem), { isWhole: status?.state === "done" })
      .catch((error: unknown) => void found.push(requireDiagnostic(error)));
  }
  return found;
}

interface Trained {
  readonly at: Position;
  readonly arrays: Arrays;
  readonly normalisation?: Manifest["dataset"]["normalisation"];
}

interface Newest {
  readonly cell: CellSpec;
  /** The newest readable checkpoint with a network. */
  readonly entry: CheckpointEntry | undefined;
  /** Why it is not that of the end of the training, if so. */
  readonly older?: string;
  /** A newer one can't be read. */
  readonly isDamaged?: boolean;
}

async function newestOf(run: RunStore, cell: CellSpec): Promise<Newest> {
  const { training, arm, seed } = cell;
  const damaged: string[] = [];
  const named = `${arm}, seed ${seed}`;
  const older = (said: string): Omit<Newest, "cell" | "entry"> => {
    return { older: [said, ...damaged].join("; "), isDamaged: damaged.length > 0 };
  };
  const entries = await run
    .cell(cell.hash)
    .checkpoints.list()
    .catch((error: unknown) => void damaged.push(requireDiagnostic(error).message));
  for (const entry of entries?.reverse() ?? []) {
    try {
      if (!(await networkOf(run, cell, entry))) continue;
    } catch (error) {
      damaged.push(`${entry.file} can't be read: ${reasonOf(error)}`);
      continue;
    }
    const { epoch, step } = entry.at;
    if (damaged.length === 0 && isTrained(cell, entry.at)) return { cell, entry };
    const at = `${named}: the network after ${step > 0 ? `step ${step} of epoch ${epoch + 1}` : `epoch ${epoch}`} of ${training.epochs}`;
    return { cell, entry, ...older(at) };
  }
  return { cell, entry: undefined, ...older(`left out: ${named} has no readable checkpoint`) };
}

async function networkOf(run: RunStore, cell: CellSpec, entry: CheckpointEntry): Promise<Trained | undefined> {
  const checkpoint = await run.cell(cell.hash).checkpoints.read(entry);
  const arrays = networkArrays(checkpoint.trainer.arrays);
  return arrays.size > 0 ? { at: checkpoint.at, arrays } : undefined;
}

async function writeNetwork(
  { arm, seed, architecture }: CellSpec,
  { at: { epoch, step }, arrays, normalisation }: Trained,
  root: string,
  notes: Set<string>,
): Promise<void> {
  await makeDirectory(root);
  const name = `${arm.replace(/[^\w.-]+/g, "_")}-seed${seed}`;
  const write = (ending: string, content: string | Uint8Array) => writeAtomic(join(root, name + ending), content);
  const about = { arm, seed: String(seed), epoch: String(epoch), step: String(step) };
  const input = normalisation && { input: JSON.stringify(normalisation) };
  const padding = pytorchPadding(architecture);
  const uneven = Object.keys(padding).length > 0;
  if (uneven) {
    notes.add(messages.unevenPadding(architecture.name, Object.keys(padding)));
  }
  const metadata = { format: "pt", ...about, ...input, ...(uneven && { padding: JSON.stringify(padding) }) };
  await write(".safetensors", encodeSafetensors({ arrays: pytorchWeights(architecture, arrays), metadata }));
  await write(".architecture.json", `${JSON.stringify(architecture, undefined, 2)}\n`);
  const keras = kerasModel(architecture, arrays, `${name}.weights.bin`);
  if ("unknown" in keras) {
    notes.add(messages.noKerasModel(architecture.name, keras.unknown));
    return;
  }
  const { json, weights } = keras.model;
  const userDefinedMetadata = { arm, seed, epoch, step, ...(normalisation && { input: normalisation }) };
  await write(".weights.bin", weights);
  await write(".model.json", `${JSON.stringify({ ...json, userDefinedMetadata }, undefined, 2)}\n`);
}
