import type { Tensor1D } from "@tensorflow/tfjs-core";
import type { Variable } from "./metric.ts";
import type { Parameter, SplitName } from "./network.ts";
import type { Cost } from "./shape.ts";

/** What a metric may see of the network and its training beyond the probe set. Everything is borrowed from the snapshot. */
export interface NetworkView {
  readonly classes: number;
  /** First to last; `depth` counts from 1. */
  readonly blocks: readonly BlockView[];
  readonly classifier: BlockView;
  /**
   * Outputs of the blocks, in evaluation mode, on `count` samples of a part of the data (a fixed stratified choice, all of
   * them when it has fewer), not augmented. `features`: outputs are averaged over 2x2 windows until a sample has at most
   * so many values, as local heads see them. Computed once for equal arguments.
   */
  sample(split: SplitName, count: number, features?: number): LabelledSample;
  /** Gradients on the training batch of the snapshot's position, as in training; nothing changes. Computed once. */
  gradients(): readonly BlockGradients[];
  /** What the steps so far cost in this process; undefined before the first one, and for a stored checkpoint. */
  readonly steps?: StepCosts;
}

export interface BlockView {
  readonly block: string;
  readonly depth: number;
  /** Of one sample, forward. Heads of the learning rule are no part of it. */
  readonly cost: Cost;
  readonly parameters: readonly Pick<Parameter, "name" | "shape" | "read">[];
}

export interface LabelledSample {
  /** Class of each row. */
  readonly labels: Int32Array;
  /** The network's input, whole. */
  readonly x: Variable;
  /** Output of every block, first to last. */
  readonly blocks: readonly Variable[];
}

export interface BlockGradients {
  readonly block: string;
  readonly depth: number;
  /** Of the cross-entropy at the network's classifier with respect to the block's weights, one after the other: float32 [p]. */
  readonly endToEnd: Tensor1D;
  /** What the learning rule would follow in its place; absent where it says of no gradient. */
  readonly local?: Tensor1D;
}

/** Of the steps since the last epoch began. Not the same from run to run, but for the bytes. */
export interface StepCosts {
  readonly steps: number;
  /** Median, wall time. */
  readonly secondsPerStep: number;
  /** Largest number of bytes that tensors held at one time. */
  readonly peakBytes: number;
}
