import type { ArchitectureSpec } from "./architecture.ts";
import type { DatasetSpec } from "./dataset.ts";
import type { Json, PluginRef } from "./plugin.ts";
import type { Span } from "./diagnostic.ts";
import type { TrainingSpec } from "./trainer.ts";

/** A checked experiment: everything resolved, all defaults filled in. Plain JSON. */
export interface Experiment {
  readonly name: string;
  readonly title?: string;
  readonly profile?: string;
  /** Plugin modules, as written in `use`. */
  readonly uses: readonly string[];
  readonly seeds: readonly number[];
  readonly dataset: DatasetSpec;
  readonly architecture: ArchitectureSpec;
  readonly arms: readonly ArmSpec[];
  readonly measures: readonly MeasureSpec[];
  readonly claims: readonly ClaimSpec[];
  readonly reports: readonly PluginRef[];
  /** Figures from `use` modules, drawn alongside the built-in ones. */
  readonly figures?: readonly PluginRef[];
  /** Keeps the checkpoint of every n-th epoch; without it only the newest ones stay, to resume from. */
  readonly checkpoints?: { readonly every: number };
  /** Threads of each cell on a native engine; part of a cell's identity. Absent in older runs. */
  readonly threads?: number;
  /** Where each setting came from, by dotted path: `arms.e2e.training.epochs`. */
  readonly origins: Readonly<Record<string, Origin>>;
  /** Digest of the `use` modules that provide layers, trainers or other training code: other code, other weights. */
  readonly code?: string;
}

/** One way to train, as checked. */
export interface ArmSpec {
  readonly name: string;
  readonly training: TrainingSpec;
  /** Only when runs with different networks are compared: this arm's network, if it is not the experiment's. */
  readonly architecture?: ArchitectureSpec;
}

/**
 * When a measure is taken. `every` counts epochs; epoch 0 (untrained) and the last are always included. `at` lists the
 * exported epochs of a network that was trained elsewhere.
 */
export type When = { readonly every: number } | { readonly at: readonly number[] } | "end";

/** Which samples a measure uses. */
export interface ProbeSpec {
  readonly split: "train" | "test";
  readonly samples: number;
  /** How many disjoint choices of that many samples, each with its own records; one by default. */
  readonly draws?: number;
}

/** A metric with its options, probe set and epochs, as checked. */
export interface MeasureSpec extends PluginRef {
  /** As the experiment writes it, e.g. `nhsic(X, Z)`; the quantity of its records. */
  readonly label: string;
  readonly probe?: ProbeSpec;
  readonly when: When;
  /** Set by `sensitivity`: what this measure varies, as columns of its records. */
  readonly setting?: Readonly<Record<string, string | number | boolean>>;
  /** Columns that distinguish this metric's records, if it declares any. */
  readonly identity?: readonly string[];
  /** Digest of the metric's module, unless it is built in: other code gives other values. */
  readonly code?: string;
}

/** How a quantity is computed from many records, along the epochs of a training or the depth of the network. */
export interface OverSpec {
  readonly reduce: Reduction;
  readonly axis: "epochs" | "blocks";
  /** Which epochs count: `late` is the second half of the training; or from and to, both included. Default: all. */
  readonly epochs?: "late" | readonly [from: number, to: number];
}

/** How many values become one. `late-minus-peak`: mean of the late epochs minus the largest value of all, at most 0. */
export const reductions = ["slope", "mean", "min", "max", "late-minus-peak"] as const;
/** One of {@link reductions}. */
export type Reduction = (typeof reductions)[number];

/** A value of an arm, e.g. `accuracy(test)[e2e]`. `selector` holds measure, split, block, epoch... */
export interface QuantitySpec {
  /** As the language writes it. */
  readonly text: string;
  /** The metric, or a quantity derived from several measures. */
  readonly name: string;
  readonly args: readonly Json[];
  readonly selector: Readonly<Record<string, Json>>;
  readonly arm: string;
  /** `.corrected`, `.z`... */
  readonly field?: string;
  readonly over?: OverSpec;
}

/** One side of a claim: quantities that are added and subtracted, and a number. */
export interface ClaimSide {
  /** As the language writes it. */
  readonly text: string;
  readonly terms: readonly { readonly sign: 1 | -1; readonly quantity: QuantitySpec }[];
  readonly constant: number;
}

/** `left > right by margin`: compiled to a paired comparison over seeds. */
export interface ClaimSpec {
  readonly text: string;
  readonly left: ClaimSide;
  readonly relation: ">" | "<" | "~";
  readonly right: ClaimSide;
  readonly margin?: number;
}

/** Where a value comes from. */
export type Origin =
  | { readonly kind: "written"; readonly span: Span }
  | { readonly kind: "default"; readonly plugin: string }
  | { readonly kind: "profile"; readonly profile: string; readonly span: Span }
  | { readonly kind: "override"; readonly flag: string };
