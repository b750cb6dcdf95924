import type { Tensor1D } from "@tensorflow/tfjs-core";
import type { Variable } from "./metric.ts";
import type { Parameter, SplitName } from "./network.ts";
import type { Cost } from "./shape.ts";

/** What a metric may see of the network and its training beyond the probe set. Borrowed from the snapshot. */
export interface NetworkView {
  readonly classes: number;
  /** First to last; `depth` counts from 1. */
  readonly blocks: readonly BlockView[];
  readonly classifier: BlockView;
  /**
   * Outputs of the blocks in evaluation mode, on `count` samples of a split (a fixed stratified choice, or all if it
   * has fewer), not augmented. `features`: outputs are averaged over 2x2 windows until a sample has at most that many
   * values, as local heads see them. Computed once for equal arguments.
   */
  sample(split: SplitName, count: number, features?: number): LabelledSample;
  /** Gradients on the training batch at the snapshot's position, as in training; changes nothing. Computed once. */
  gradients(): readonly BlockGradients[];
  /** What the steps so far cost in this process; undefined before the first step and for a stored checkpoint. */
  readonly steps?: StepCosts;
}

/** A block or the classifier, as a metric sees it: costs and parameters. */
export interface BlockView {
  readonly block: string;
  readonly depth: number;
  /** Of one forward pass of one sample, without the heads of the learning rule. */
  readonly cost: Cost;
  readonly parameters: readonly Pick<Parameter, "name" | "shape" | "read">[];
}

/** Samples of a split and what the blocks make of them. Borrowed: valid as long as the snapshot. */
export interface LabelledSample {
  /** Class of each row. */
  readonly labels: Int32Array;
  /** The network's input, unpooled. */
  readonly x: Variable;
  /** Output of every block, first to last. */
  readonly blocks: readonly Variable[];
}

/** Gradients in one block's parameters. Borrowed: valid as long as the snapshot. */
export interface BlockGradients {
  readonly block: string;
  readonly depth: number;
  /** Gradient of the cross-entropy at the network's classifier in the block's weights, concatenated: float32 [p]. */
  readonly endToEnd: Tensor1D;
  /** What the learning rule would follow instead; absent if it has no gradient. */
  readonly local?: Tensor1D;
}

/** Costs of the steps since the last epoch began. Only the bytes are the same from run to run. */
export interface StepCosts {
  readonly steps: number;
  /** Median wall time. */
  readonly secondsPerStep: number;
  /** Peak number of bytes held by tensors in a step that runs kernel by kernel; a compiled one may use less. */
  readonly peakBytes: number;
}
