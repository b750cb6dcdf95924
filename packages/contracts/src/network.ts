import type { Tensor } from "@tensorflow/tfjs-core";
import type { BlockSpec, ArchitectureSpec } from "./architecture.ts";
import type { Arrays } from "./arrays.ts";
import type { Labels } from "./dataset.ts";

/** Position in a run: epochs and steps count from 0 during training; when measuring they say how many are done. */
export interface Position {
  readonly epoch: number;
  readonly step: number;
}

/** A trained array on the engine, updated in place by optimizers. */
export interface Parameter {
  readonly name: string;
  readonly shape: readonly number[];
  /** A new float32 tensor with the current value; the caller disposes it. */
  read(): Tensor;
  /** Replaces the value; borrows the tensor. */
  assign(value: Tensor): void;
  dispose(): void;
}

/** A block (or head, or classifier) with its weights on the engine. */
export interface Module {
  readonly spec: BlockSpec;
  readonly parameters: readonly Parameter[];
  /**
   * Forward pass with explicit parameter values (one per entry of `parameters`, same order), so that gradients can be
   * taken. x: float32 [batch, ...input] -> new float32 [batch, ...output]. Borrows its arguments.
   */
  apply(x: Tensor, values: readonly Tensor[], mode: ApplyMode): Tensor;
  /** All weights, parameters and state, as `name -> array`; names start with the block's name. */
  save(): Arrays;
  /** Restores what `save` returned; throws if a name or shape does not match. */
  load(arrays: Arrays): void;
  dispose(): void;
}

/** How a module is applied. */
export interface ApplyMode {
  readonly training: boolean;
  /** Where in the run this pass is, for dropout; ignored when not training. */
  readonly at: Position;
  /** Leaves running statistics unchanged: for inputs that are not samples of the data, or are seen again. */
  readonly keepState?: boolean;
  /** Which part of the batch, from 0, if it is processed in several; each has its own random draws. */
  readonly part?: number;
}

/** The network that a cell trains: blocks in order, then the classifier, whose output is float32 [batch, classes]. */
export interface Network {
  readonly spec: ArchitectureSpec;
  readonly blocks: readonly Module[];
  readonly classifier: Module;
}

/** A normalised batch. The caller disposes both tensors. */
export interface Batch {
  /** float32 [n, ...input], per-channel normalised. */
  readonly x: Tensor;
  /** int32 [n], class indices. */
  readonly y: Tensor;
}

/** The batches of a run. Every method is a pure function of its arguments and the run's seed. */
export interface Batches {
  /** Whole batches only: the remainder of an epoch is dropped, different samples in each epoch. */
  readonly stepsPerEpoch: number;
  readonly batchSize: number;
  /** Whether a sample may look different in another epoch or view. */
  readonly augmented: boolean;
  /** Indices of the training samples in a batch, in order. */
  indices(at: Position): Uint32Array;
  /**
   * Augmented training batch. Views are independent augmentations of the same samples in the same order: 0, the
   * default, is what every run trains on; losses that compare views of a sample also ask for 1 and up.
   */
  train(at: Position, view?: number): Batch;
  /** Number of samples in a split. */
  count(split: SplitName): number;
  /** Samples by index, not augmented. */
  samples(split: SplitName, indices: readonly number[]): Batch;
  /** Labels of a split. */
  labels(split: SplitName): Labels;
  /**
   * A fixed stratified choice of n indices of a split, drawn from the probe stream of the run's experiment (not of the
   * seed). `draw` counts from 1, the default; different draws share no samples.
   */
  probe(split: SplitName, n: number, draw?: number): readonly number[];
}
/** A part of a data set. */
export type SplitName = "train" | "test";
