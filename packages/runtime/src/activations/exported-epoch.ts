import type { When } from "./epochs-of.ts";
import type { NumberArray } from "./with-activations.ts";

/** The roles of the arrays. */
export interface Roles {
  /** The name of an array, or a text file with one integer per line. */
  readonly labels: string;
  readonly input?: string;
  /** Layers in order; all other arrays by default. */
  readonly layers?: readonly string[];
  /** Pattern for the seed in a path: `run{seed}/`; `seed-1` and the like by default. */
  readonly seedFrom?: string;
}

/**
 * What was exported at one epoch of one training: descriptions of its arrays, whose values are read on request. Its
 * epoch is the step if the names of the files only give steps: see `counted`.
 */
export interface ExportedEpoch extends When {
  readonly path: string;
  readonly seed: number;
  readonly samples: number;
  readonly labels: Int32Array;
  /** Shape of one sample. */
  readonly input?: readonly number[];
  readonly layers: readonly { readonly name: string; readonly shape: readonly number[] }[];
  /** What was next to these and was left out, in sentences. */
  readonly leftOut: readonly string[];
  /** SHA-256 of labels, of the input, and of all layers. */
  readonly digests: { readonly labels: string; readonly input?: string; readonly layers: string };
  /** Arrays with infinite or NaN values, whose measures are not numbers either. */
  readonly notFinite: readonly { readonly name: string; readonly count: number }[];
  /** Opens it again while `use` runs: memory holds one epoch at a time. */
  withArrays<T>(use: (arrays: EpochArrays) => Promise<T>): Promise<T>;
}

/** The values of an exported epoch, one row per sample; new arrays on each call. */
interface EpochArrays {
  input(): Promise<NumberArray | undefined>;
  layer(name: string): Promise<NumberArray>;
}
