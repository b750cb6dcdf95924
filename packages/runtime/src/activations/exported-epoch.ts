import type { When } from "./epochs-of.ts";
import type { NumberArray } from "./with-activations.ts";

/** Which of the arrays are what. */
export interface Roles {
  /** The name of an array, or a text file with an integer a line. */
  readonly labels: string;
  readonly input?: string;
  /** Layers in order; all other arrays by default. */
  readonly layers?: readonly string[];
  /** What names the seed in a path: `run{seed}/`; `seed-1` and the like by default. */
  readonly seedFrom?: string;
}

/**
 * What was exported at one epoch of one training: what its arrays are. Their values are read when they are asked for. Its
 * epoch is the step where the names of the files say nothing but steps: `counted`.
 */
export interface ExportedEpoch extends When {
  readonly path: string;
  readonly seed: number;
  readonly samples: number;
  readonly labels: Int32Array;
  /** Shape of a sample. */
  readonly input?: readonly number[];
  readonly layers: readonly { readonly name: string; readonly shape: readonly number[] }[];
  /** What lay beside these and was left out, in sentences. */
  readonly leftOut: readonly string[];
  /** SHA-256 of labels, of the input, and of all layers. */
  readonly digests: { readonly labels: string; readonly input?: string; readonly layers: string };
  /** Arrays that hold infinite values or NaN: every measure of them is none either. */
  readonly notFinite: readonly { readonly name: string; readonly count: number }[];
  /** Opens it again for as long as `use` runs: memory holds one epoch at a time. */
  withArrays<T>(use: (arrays: EpochArrays) => Promise<T>): Promise<T>;
}

/** The values of an exported epoch, one row per sample; new arrays with each call. */
interface EpochArrays {
  input(): Promise<NumberArray | undefined>;
  layer(name: string): Promise<NumberArray>;
}
