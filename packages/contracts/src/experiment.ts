import type { ArchitectureSpec } from "./architecture.ts";
import type { DatasetSpec } from "./dataset.ts";
import type { Json, PluginUse } from "./plugin.ts";
import type { Span } from "./diagnostic.ts";
import type { TrainingSpec } from "./trainer.ts";

/** A checked experiment: everything resolved, defaults filled in. Plain JSON. */
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
  readonly reports: readonly PluginUse[];
  /** Where each setting came from, by dotted path: `arms.e2e.training.epochs`. */
  readonly origins: Readonly<Record<string, Origin>>;
  /** Digest of the modules of `use` that bring layers, trainers or other parts of a training: other code, other weights. */
  readonly code?: string;
}

export interface ArmSpec {
  readonly name: string;
  readonly training: TrainingSpec;
}

/** When a measure is taken. `every` counts epochs; epoch 0 (untrained) and the last are always taken. */
export type When = { readonly every: number } | "end";

export interface MeasureSpec extends PluginUse {
  /** As the experiment writes it, e.g. `nhsic(X, Z)`: the quantity of its records. */
  readonly label: string;
  readonly probe?: { readonly split: "train" | "test"; readonly samples: number };
  readonly when: When;
  /** Digest of the module that the metric comes from, when it is not built in: other code gives other values. */
  readonly code?: string;
}

/** A value of an arm, e.g. `accuracy(test)[e2e]`. `selector` holds split, layer, epoch... */
export interface QuantitySpec {
  readonly name: string;
  readonly args: readonly Json[];
  readonly selector: Readonly<Record<string, Json>>;
  readonly arm: string;
  /** `.corrected`, `.z`... */
  readonly field?: string;
}

/** `left > right by margin`: compiled to a paired comparison over seeds. */
export interface ClaimSpec {
  readonly text: string;
  readonly left: QuantitySpec;
  readonly relation: ">" | "<" | "~";
  readonly right: QuantitySpec | number;
  readonly margin?: number;
}

/** Where a value was said. */
export type Origin =
  | { readonly kind: "written"; readonly span: Span }
  | { readonly kind: "default"; readonly plugin: string }
  | { readonly kind: "profile"; readonly profile: string; readonly span: Span }
  | { readonly kind: "override"; readonly flag: string };
