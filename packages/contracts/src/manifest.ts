import type { PluginRef } from "./plugin.ts";

/** What ran where: written at the start of a run, completed as it goes. */
export interface Manifest {
  /** Version of Infoplane. */
  readonly infoplane: string;
  /** Which state of Infoplane's own code ran: `git` says it of the experiment's repository. Older runs don't say. */
  readonly program?: ProgramState;
  readonly started: string;
  readonly finished?: string;
  readonly command: readonly string[];
  /** Absolute path of the experiment: modules of `use` are found from its folder. */
  readonly file?: string;
  readonly engine: EngineInfo;
  /** What the cells were computed on, by their logs: each engine with the hashes of its cells. Older runs don't say. */
  readonly engines?: readonly { readonly engine: EngineInfo; readonly cells: readonly string[] }[];
  /** What runs the cells: to follow them later. */
  readonly executor?: PluginRef;
  readonly node: string;
  readonly platform: string;
  readonly host: { readonly cpu: string; readonly cores: number; readonly memoryBytes: number };
  /** Of the repository that holds the experiment; `diff`: what is uncommitted of the experiment and the modules it uses. */
  readonly git?: { readonly commit: string; readonly branch: string; readonly diff: string };
  readonly dataset: {
    readonly name: string;
    readonly source: string;
    readonly digest: string;
    readonly train: number;
    readonly test: number;
    /** What the networks' input is: x = (pixel / 255 - mean) / std, per channel. Older runs don't say. */
    readonly normalisation?: { readonly mean: readonly number[]; readonly std: readonly number[] };
    readonly labelNoise?: { readonly share: number; readonly wrong: number };
  };
  /** Set when the stand-in was used in place of the declared data set: why. */
  readonly standIn?: { readonly wanted: string; readonly used: string; readonly reason: string };
  /** Absolute path of the folder that data sets were looked for in, where one was named. */
  readonly dataDir?: string;
  readonly warnings: readonly string[];
}

/** A state of Infoplane's own code. */
export interface ProgramState {
  /** Commit of its repository, where it is known. */
  readonly commit?: string;
  /** Changes of its own files since that commit, as `git diff` writes them; empty when there are none. */
  readonly diff?: string;
  /** SHA-256 of its files, where no commit is known. */
  readonly digest?: string;
}

export interface EngineInfo {
  /** native-gpu, native-cpu, wasm or js. */
  readonly name: EngineName;
  /** Version of the library behind it: TensorFlow's, or that of tfjs. */
  readonly library: string;
  readonly device: string;
  readonly threads: number;
  /** Why this one, and what would get a faster one. */
  readonly reason: string;
}
export const engineNames = ["native-gpu", "native-cpu", "wasm", "js"] as const;
export type EngineName = (typeof engineNames)[number];
