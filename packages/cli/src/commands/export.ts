import { join, relative, resolve } from "node:path";
import {
  counted,
  exitCodes,
  InfoplaneError,
  isExported,
  type Arrays,
  type CellSpec,
  type ExitCode,
  type Manifest,
  type Position,
} from "@infoplane/contracts";
import { encodeSafetensors, findRun, makeDirectory, writeAtomic, type RunStore } from "@infoplane/core";
import { kerasModel, pytorchPadding, pytorchWeights } from "@infoplane/models";
import { messages } from "../messages.ts";
import { networkArrays } from "../network-arrays.ts";
import type { Output } from "../show/output.ts";

export interface ExportFlags {
  /** Default: `export` in the run's folder. */
  readonly out?: string;
}

/**
 * `export <run>`: the newest checkpoint of every cell, as safetensors with PyTorch's names and layouts and the
 * architecture as JSON beside it, and as a Keras model in the layers format of TensorFlow.js. Cells without a checkpoint,
 * and layers that Keras lacks, are told and left out.
 */
export async function exportCommand(directory: string, flags: ExportFlags, output: Output): Promise<ExitCode> {
  const run = await findRun(directory);
  if (isExported(await run.readExperiment())) {
    throw new InfoplaneError(messages.nothingButActivations(directory), exitCodes.wrongExperiment);
  }
  const root = resolve(flags.out ?? join(run.directory, "export"));
  const { normalisation } = (await run.readManifest()).dataset;
  const notes = new Set<string>();
  let written = 0;
  for (const cell of (await run.readPlan()).cells) {
    const trained = await newestNetwork(run, cell);
    if (trained) await writeNetwork(cell, { ...trained, normalisation }, root, notes);
    else notes.add(`left out: ${cell.arm}, seed ${cell.seed} has no checkpoint that can be read`);
    if (trained) written++;
  }
  for (const note of notes) output.note(note);
  if (written === 0) throw new InfoplaneError(messages.nothingToExport(directory), exitCodes.wrongExperiment);
  output.note(`export: ${counted(written, "cell")} in ${relative(process.cwd(), root)}`);
  return exitCodes.done;
}

interface Trained {
  readonly at: Position;
  readonly arrays: Arrays;
  readonly normalisation?: Manifest["dataset"]["normalisation"];
}

async function newestNetwork(run: RunStore, cell: CellSpec): Promise<Trained | undefined> {
  const { checkpoints } = run.cell(cell.hash);
  for (const entry of (await checkpoints.list()).reverse()) {
    const checkpoint = await checkpoints.read(entry).catch(() => undefined);
    const arrays = checkpoint && networkArrays(checkpoint.trainer.arrays);
    if (arrays && arrays.size > 0) return { at: checkpoint.at, arrays };
  }
  return undefined;
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
    notes.add(
      `${architecture.name} pads ${Object.keys(padding).join(", ")} at the right and bottom alone: give PyTorch's functional.pad what the safetensors' metadata says under padding, and the layers themselves no padding there`,
    );
  }
  const metadata = { format: "pt", ...about, ...input, ...(uneven && { padding: JSON.stringify(padding) }) };
  await write(".safetensors", encodeSafetensors({ arrays: pytorchWeights(architecture, arrays), metadata }));
  await write(".architecture.json", `${JSON.stringify(architecture, undefined, 2)}\n`);
  const keras = kerasModel(architecture, arrays, `${name}.weights.bin`);
  if ("unknown" in keras) {
    notes.add(
      `no Keras model of ${architecture.name}: Keras and TensorFlow.js have no layer for ${keras.unknown.join(", ")}`,
    );
    return;
  }
  const { json, weights } = keras.model;
  const userDefinedMetadata = { arm, seed, epoch, step, ...(normalisation && { input: normalisation }) };
  await write(".weights.bin", weights);
  await write(".model.json", `${JSON.stringify({ ...json, userDefinedMetadata }, undefined, 2)}\n`);
}
