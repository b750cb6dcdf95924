import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Trainer } from "@infoplane/contracts";
import { planExperiment } from "@infoplane/core";
import { loadDataset } from "@infoplane/data";
import { checkExperiment } from "../experiment/check-experiment.ts";
import { createCellRuntime } from "./cell-runtime.ts";

/** The trainer of the first cell of an experiment, on the started engine, and a folder, both disposed together. */
export async function openTraining(text: string): Promise<{ readonly trainer: Trainer; dispose(): void }> {
  const folder = mkdtempSync(join(tmpdir(), "infoplane-training-"));
  const file = join(folder, "training.exp");
  writeFileSync(file, text);
  const { experiment, registry } = await checkExperiment(file);
  const signal = new AbortController().signal;
  const context = { cacheDir: folder, report: console.error, signal };
  const { dataset } = await loadDataset(experiment.dataset, context, registry);
  const [cell] = planExperiment(experiment).cells;
  if (!cell) throw new Error("no cell");
  const training = await createCellRuntime(registry, dataset).createTrainer(cell, {
    scratch: () => folder,
    note: console.error,
  });
  return {
    trainer: training.trainer,
    dispose() {
      training.dispose();
      rmSync(folder, { recursive: true });
    },
  };
}
