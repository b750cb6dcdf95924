import type { Tensor, Tensor2D } from "@tensorflow/tfjs-core";
import type { DependenceMeasures } from "./dependence.ts";
import type { Figure } from "./figure.ts";
import type { LinearAlgebra } from "./linear-algebra.ts";
import type { NetworkView } from "./network-view.ts";
import type { Position, SplitName } from "./network.ts";
import type { TensorFlow } from "./operations.ts";
import type { OptionsOf, OptionsSchema, PluginBase } from "./plugin.ts";
import type { RecordValue } from "./record.ts";

/**
 * A random variable observed on the probe set: the network's input X, the label Y, or the output Z of a block.
 */
export interface Variable {
  readonly name: "X" | "Y" | "Z";
  /** Block name and its place from 1, for Z. */
  readonly block?: string;
  readonly depth?: number;
  /** float32 [m, d], one flattened sample a row (Y: one-hot). Borrowed: valid until `measure` ends. */
  readonly values: Tensor2D;
  /** Where the blocks' outputs are too large to hold at once: m and d, and rows start..end, made anew; the caller disposes. */
  readonly shape?: readonly [m: number, d: number];
  rows?(start: number, end: number): Tensor2D;
  /**
   * Computed once for this variable and shared by all metrics that use the same key; computed again after it failed. Must hold
   * no tensors.
   */
  memo<T>(key: string, compute: () => T | Promise<T>): Promise<T>;
}

/** What a metric may look at, once per measuring. Everything is in evaluation mode. */
export interface Snapshot {
  readonly at: Position;
  /** The probe set's input and labels: the same objects at each snapshot of a cell. */
  readonly x: Variable;
  readonly y: Variable;
  /** Output of every block on the probe set, first to last. Throws when the measure has no `on probe(...)`. */
  readonly blocks: readonly Variable[];
  /** Class scores of the network: float32 [n, classes], and int32 labels [n]. Borrowed. `limit` takes a fixed stratified subset. */
  predict(split: SplitName, limit?: number): { readonly logits: Tensor2D; readonly labels: Tensor };
  /** The network itself; absent where only stored activations are measured. */
  readonly network?: NetworkView;
}

/** One measured value; the scheduler adds cell, arm, seed, epoch, step and the metric's name. Extra columns are allowed. */
export interface Measurement {
  /** Defaults to the measure as the experiment writes it, e.g. `nhsic(X, Z)`. */
  readonly quantity?: string;
  readonly value: number;
  readonly block?: string;
  readonly depth?: number;
  readonly split?: SplitName;
  readonly [column: string]: RecordValue | undefined;
}

export interface Metric {
  measure(snapshot: Snapshot): readonly Measurement[] | Promise<readonly Measurement[]>;
  dispose?(): void;
}

export interface MetricContext {
  /** TensorFlow.js on the started engine. */
  readonly tf: TensorFlow;
  /** In float64, off the engine. */
  readonly linalg: LinearAlgebra;
  /** The calibrated measures of two variables; their kernels are shared with the metrics of the same settings. */
  readonly dependence: DependenceMeasures;
}

/** What the records of a metric tell apart, and what their values can be. */
export interface MetricRecords {
  /** One for the network, one for each block, or `several`: more than that, of which a claim cannot name one. */
  readonly per: "network" | "block" | "several";
  /** Parts of the data that its column `split` names; none by default. */
  readonly splits?: readonly SplitName[];
  /** Smallest and largest value that any network could have; no end by default. */
  readonly range?: readonly [low: number, high: number];
}

export interface MetricPlugin<S extends OptionsSchema = OptionsSchema> extends PluginBase<"metric", S> {
  /** "probe": needs representations on a probe set (`on probe(train, 512)`); "none": only predictions. */
  readonly needs: "probe" | "none";
  /**
   * Columns, beside `block`, `depth`, `split` and the `other` block of a pair, that tell its records of one quantity apart:
   * two that are equal in all of these are refused.
   */
  readonly identity?: readonly string[];
  /** Numeric columns of its records beside `value`, for claims to name: `.corrected`. Not checked by default. */
  readonly columns?: readonly string[];
  /** For claims to be held against before the run; they are not where it isn't said. Pure. */
  records?(options: OptionsOf<S>): MetricRecords;
  /** Figures of this metric for the report, drawn from its records. */
  readonly figures?: readonly Figure[];
  create(options: OptionsOf<S>, context: MetricContext): Metric | Promise<Metric>;
}
