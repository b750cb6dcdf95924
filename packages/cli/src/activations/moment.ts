import type { NumberArray } from "./read-activations.ts";

/** Which of the arrays are what. */
export interface Roles {
  /** The name of an array, or a text file with an integer a line. */
  readonly labels: string;
  readonly input?: string;
  /** Layers in order; all other arrays when not said. */
  readonly layers?: readonly string[];
  /** What names the seed in a path: `run{seed}/`; `seed-1` and the like when not said. */
  readonly seedFrom?: string;
}

/** One moment of one training: what its arrays are. Their values are read when they are asked for. */
export interface Moment {
  readonly path: string;
  readonly seed: number;
  readonly epoch: number;
  readonly samples: number;
  readonly labels: Int32Array;
  /** Shape of a sample. */
  readonly input?: readonly number[];
  readonly layers: readonly { readonly name: string; readonly shape: readonly number[] }[];
  /** SHA-256 of labels, of the input, and of all layers. */
  readonly digests: { readonly labels: string; readonly input?: string; readonly layers: string };
  /** Arrays that hold infinite values or NaN: every measure of them is none either. */
  readonly notFinite: readonly { readonly name: string; readonly count: number }[];
  /** Opens it again: memory holds one moment at a time. */
  open(): Promise<MomentArrays>;
}

/** The values of a moment, a row each sample; new arrays with each call. */
export interface MomentArrays {
  input(): Promise<NumberArray | undefined>;
  layer(name: string): Promise<NumberArray>;
}
