import { mkdir } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { exitCodes, InfoplaneError, type CellSpec, type ExitCode } from "@infoplane/contracts";
import { encodeSafetensors, findRun, writeAtomic, type RunStore } from "@infoplane/core";
import { pytorchWeights } from "@infoplane/models";
import { messages } from "../messages.ts";
import { networkArrays } from "../network-arrays.ts";
import type { Output } from "../show/output.ts";

export interface ExportFlags {
  /** Default: `export` in the run's folder. */
  readonly out?: string;
}

/**
 * `export <run>`: the newest checkpoint of every cell as safetensors with PyTorch's names and layouts, and the
 * architecture as JSON beside it. Cells without a checkpoint are told and left out.
 */
export async function exportCommand(directory: string, flags: ExportFlags, output: Output): Promise<ExitCode> {
  const run = await findRun(directory);
  const root = flags.out ?? join(run.directory, "export");
  let written = 0;
  for (const cell of (await run.readPlan()).cells) {
    const file = await exportCell(run, cell, root);
    if (file === undefined) output.note(`left out: ${cell.arm}, seed ${cell.seed} has no checkpoint that can be read`);
    else written++;
  }
  if (written === 0) throw new InfoplaneError(messages.nothingToExport(directory), exitCodes.wrongExperiment);
  output.note(`export: ${written} cells in ${relative(process.cwd(), root)}`);
  return exitCodes.done;
}

async function exportCell(run: RunStore, cell: CellSpec, root: string): Promise<string | undefined> {
  const { checkpoints } = run.cell(cell.hash);
  for (const entry of (await checkpoints.list()).reverse()) {
    const checkpoint = await checkpoints.read(entry).catch(() => undefined);
    if (!checkpoint) continue;
    const name = join(root, `${cell.arm.replace(/[^\w.-]+/g, "_")}-seed${cell.seed}`);
    const { epoch, step } = checkpoint.at;
    const metadata = { format: "pt", arm: cell.arm, seed: String(cell.seed), epoch: String(epoch), step: String(step) };
    const arrays = pytorchWeights(cell.architecture, networkArrays(checkpoint.trainer.arrays));
    if (arrays.size === 0) return undefined;
    await mkdir(dirname(name), { recursive: true });
    await writeAtomic(`${name}.safetensors`, encodeSafetensors({ arrays, metadata }));
    await writeAtomic(`${name}.architecture.json`, `${JSON.stringify(cell.architecture, undefined, 2)}\n`);
    return name;
  }
  return undefined;
}
