import { arch, cpus, platform, release, totalmem } from "node:os";
import type { DatasetSummary, EngineInfo, Manifest, ProgramState } from "@infoplane/contracts";
import { isoTime } from "../clock.ts";
import { readGit } from "./read-git.ts";

export interface ManifestInputs {
  /** Version of Infoplane. */
  readonly infoplane: string;
  readonly program?: ProgramState;
  /** Milliseconds since 1970. */
  readonly started: number;
  readonly command: readonly string[];
  readonly engine: EngineInfo;
  readonly dataset: DatasetSummary;
  /** Set when the stand-in is used. */
  readonly standIn?: Manifest["standIn"];
  readonly warnings?: readonly string[];
  /** The experiment's folder, whose repository is recorded. */
  readonly directory: string;
  /** The experiment and the modules that it uses, whose changes since the commit are recorded. */
  readonly files?: readonly string[];
  /** Folder searched for data sets, if one was named. */
  readonly dataDir?: string | undefined;
}

/** What runs where, for `manifest.json`. */
export async function collectManifest(inputs: ManifestInputs): Promise<Manifest> {
  const { infoplane, program, dataDir, started, command, engine, dataset, standIn, warnings = [] } = inputs;
  const git = await readGit(inputs.directory, inputs.files ?? []);
  const cores = cpus();
  return {
    infoplane,
    ...(program && { program }),
    started: isoTime(started),
    command,
    engine,
    node: process.version,
    platform: `${platform()} ${release()} ${arch()}`,
    host: { cpu: cores[0]?.model ?? "unknown", cores: cores.length, memoryBytes: totalmem() },
    ...(git && { git }),
    dataset: {
      name: dataset.name,
      source: dataset.source,
      digest: dataset.digest,
      train: dataset.train.count,
      test: dataset.test.count,
      normalisation: dataset.normalisation,
      ...(dataset.labelNoise && { labelNoise: dataset.labelNoise }),
    },
    ...(standIn && { standIn }),
    ...(dataDir !== undefined && { dataDir }),
    warnings: [...warnings, ...(dataset.notes ?? [])],
  };
}
