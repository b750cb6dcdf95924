import { statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { exitCodes, InfoplaneError, type DatasetSpec, type Registry } from "@infoplane/contracts";
import { dataCacheDir, loadDataset, type LoadedDataset } from "@infoplane/data";
import { messages } from "../messages.ts";
import type { Call } from "../events.ts";

export interface DataRequest {
  readonly dataset: DatasetSpec;
  readonly registry: Registry;
  /** The experiment: relative paths of its data start at its folder. */
  readonly file: string;
  /** The value of --data-dir. */
  readonly dataDir: string | undefined;
  /** Of the run that is resumed. */
  readonly digest?: string;
}

/** The data set of an experiment, or its stand-in. Throws InfoplaneError if the run began with another one. */
export async function loadData(
  { dataset, registry, file, dataDir, digest }: DataRequest,
  { note, signal }: Call,
): Promise<LoadedDataset> {
  if (dataDir !== undefined && !statSync(dataDir, { throwIfNoEntry: false })?.isDirectory()) {
    throw new InfoplaneError(messages.dataDirMissing(dataDir), exitCodes.wrongEnvironment);
  }
  const context = {
    // Created by the data sets that download something.
    cacheDir: dataCacheDir(),
    baseDir: dirname(resolve(file)),
    report: note,
    signal,
    ...(dataDir !== undefined && { dataDir }),
  };
  const loaded = await loadDataset(dataset, context, registry);
  if (digest !== undefined && loaded.dataset.digest !== digest) {
    throw new InfoplaneError(messages.otherData(loaded.dataset.name), exitCodes.wrongEnvironment);
  }
  return loaded;
}
