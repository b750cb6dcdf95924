import type { PluginRef } from "./plugin.ts";

/** What ran where: written when a run starts, completed as it proceeds. */
export interface Manifest {
  /** Version of Infoplane. */
  readonly infoplane: string;
  /** The state of Infoplane's own code; `git` is that of the experiment's repository. Absent in older runs. */
  readonly program?: ProgramState;
  readonly started: string;
  readonly finished?: string;
  readonly command: readonly string[];
  /** Absolute path of the experiment; `use` modules are resolved from its folder. */
  readonly file?: string;
  readonly engine: EngineInfo;
  /** What the cells were computed on, by their logs: each engine with its cells' hashes. Absent in older runs. */
  readonly engines?: readonly { readonly engine: EngineInfo; readonly cells: readonly string[] }[];
  /** What runs the cells, so that they can be followed later. */
  readonly executor?: PluginRef;
  readonly node: string;
  readonly platform: string;
  readonly host: { readonly cpu: string; readonly cores: number; readonly memoryBytes: number };
  /** Of the experiment's repository; `diff`: uncommitted changes of the experiment and the modules that it uses. */
  readonly git?: { readonly commit: string; readonly branch: string; readonly diff: string };
  readonly dataset: {
    readonly name: string;
    readonly source: string;
    readonly digest: string;
    readonly train: number;
    readonly test: number;
    /** How the networks' input is normalised: x = (pixel / 255 - mean) / std, per channel. Absent in older runs. */
    readonly normalisation?: { readonly mean: readonly number[]; readonly std: readonly number[] };
    readonly labelNoise?: { readonly share: number; readonly wrong: number };
  };
  /** Set if the stand-in replaced the declared data set, with the reason. */
  readonly standIn?: { readonly wanted: string; readonly used: string; readonly reason: string };
  /** Absolute path of the folder searched for data sets, if one was named. */
  readonly dataDir?: string;
  readonly warnings: readonly string[];
}

/** The state of Infoplane's own code. */
export interface ProgramState {
  /** Commit of its repository, if known. */
  readonly commit?: string;
  /** Changes to its own files since that commit, in the format of `git diff`; empty if there are none. */
  readonly diff?: string;
  /** SHA-256 of its files, if no commit is known. */
  readonly digest?: string;
}

/** The engine that a process computes with. */
export interface EngineInfo {
  /** native-gpu, native-cpu, wasm or js. */
  readonly name: EngineName;
  /** Version of the underlying library: TensorFlow or tfjs. */
  readonly library: string;
  readonly device: string;
  readonly threads: number;
  /** Why this engine was chosen, and what would enable a faster one. */
  readonly reason: string;
}
/** All engines, the fastest first. */
export const engineNames = ["native-gpu", "native-cpu", "wasm", "js"] as const;
/** One of {@link engineNames}. */
export type EngineName = (typeof engineNames)[number];
