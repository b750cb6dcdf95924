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
  /** Name of the block and its position from 1, for Z. */
  readonly block?: string;
  readonly depth?: number;
  /** float32 [m, d], one flattened sample per row (Y: one-hot). Borrowed: valid until `measure` returns. */
  readonly values: Tensor2D;
  /** Set if the outputs are too large to hold at once: m and d; rows start..end on request, disposed by the caller. */
  readonly shape?: readonly [m: number, d: number];
  rows?(start: number, end: number): Tensor2D;
  /**
   * Computed once for this variable and shared by all metrics that use the same key; retried after a failure. Must hold
   * no tensors.
   */
  memo<T>(key: string, compute: () => T | Promise<T>): Promise<T>;
}

/** What a metric may look at each time it measures. Everything is in evaluation mode. */
export interface Snapshot {
  readonly at: Position;
  /** The probe set's input and labels: the same objects at each snapshot of a cell. */
  readonly x: Variable;
  readonly y: Variable;
  /** Output of every block on the probe set, first to last. Throws if the measure has no `on probe(...)`. */
  readonly blocks: readonly Variable[];
  /** Class scores: float32 [n, classes], and int32 labels [n]. Borrowed. `limit` takes a fixed stratified subset. */
  predict(split: SplitName, limit?: number): { readonly logits: Tensor2D; readonly labels: Tensor };
  /** The network itself; absent if only stored activations are measured. */
  readonly network?: NetworkView;
}

/**
 * One measured value; the scheduler adds cell, arm, seed, epoch, step and the metric's name. Extra columns are allowed.
 */
export interface Measurement {
  /** Defaults to the measure as the experiment writes it, e.g. `nhsic(X, Z)`. */
  readonly quantity?: string;
  /** Not-a-number and infinities are recorded as null. */
  readonly value: number;
  readonly block?: string;
  readonly depth?: number;
  readonly split?: SplitName;
  readonly [column: string]: RecordValue | undefined;
}

/** A metric at work: one object per cell and draw of samples. `dispose` frees what it keeps between snapshots. */
export interface Metric {
  /** Borrows the snapshot; disposes the tensors that it makes. */
  measure(snapshot: Snapshot): readonly Measurement[] | Promise<readonly Measurement[]>;
  dispose?(): void;
}

/** What `create` of a metric gets to compute with. */
export interface MetricContext {
  /** TensorFlow.js on the started engine. */
  readonly tf: TensorFlow;
  /** In float64, off the engine. */
  readonly linalg: LinearAlgebra;
  /** The calibrated measures of two variables; kernels are shared with metrics that use the same settings. */
  readonly dependence: DependenceMeasures;
}

/** What distinguishes the records of a metric, and the range of its values. */
export interface MetricRecords {
  /** One for the network, one for each block, or `several`: more than that, so that a claim cannot name one. */
  readonly per: "network" | "block" | "several";
  /** The splits that occur in its column `split`; none by default. */
  readonly splits?: readonly SplitName[];
  /** Smallest and largest value that any network could have; unbounded by default. */
  readonly range?: readonly [low: number, high: number];
}

/**
 * The contract of a metric. If it throws, its cell ends with `core/metric-failed` (exit code 1); the training is saved,
 * and so are the other measures of that epoch. Made with {@link defineMetric}.
 */
export interface MetricPlugin<S extends OptionsSchema = OptionsSchema> extends PluginBase<"metric", S> {
  /** "probe": needs representations on a probe set (`on probe(train, 512)`); "none": only predictions. */
  readonly needs: "probe" | "none";
  /**
   * Columns, besides `block`, `depth`, `split` and the `other` block of a pair, that distinguish its records of one
   * quantity: two records that are equal in all of them are refused.
   */
  readonly identity?: readonly string[];
  /** Numeric columns of its records besides `value`, which claims can name: `.corrected`. Not checked by default. */
  readonly columns?: readonly string[];
  /** Lets the checker test claims before the run; they are not tested without it. Pure. */
  records?(options: OptionsOf<S>): MetricRecords;
  /** Figures of this metric for the report, drawn from its records. */
  readonly figures?: readonly Figure[];
  create(options: OptionsOf<S>, context: MetricContext): Metric | Promise<Metric>;
}
