import { statSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { exitCodes, InfoplaneError } from "@infoplane/contracts";
import { dataCacheDir, loadDataset, type LoadedDataset } from "@infoplane/data";
import type { LoadedExperiment } from "../load-experiment.ts";
import { messages } from "../messages.ts";
import type { Output } from "../show/output.ts";

/** The data set of an experiment, or its stand-in. */
export async function loadData(
  { experiment, registry, source }: LoadedExperiment,
  dataDir: string | undefined,
  output: Output,
  signal: AbortSignal,
): Promise<LoadedDataset> {
  if (dataDir !== undefined && !statSync(dataDir, { throwIfNoEntry: false })?.isDirectory()) {
    throw new InfoplaneError(messages.dataDirMissing(dataDir), exitCodes.wrongEnvironment);
  }
  const cacheDir = dataCacheDir();
  await mkdir(cacheDir, { recursive: true });
  const report = (message: string): void => output.note(message);
  return loadDataset(
    experiment.dataset,
    { cacheDir, baseDir: dirname(resolve(source.file)), report, signal, ...(dataDir !== undefined && { dataDir }) },
    registry,
  );
}
