import type { OptionsOf, OptionsSchema, PluginBase, PluginRef } from "./plugin.ts";
import type { Cost, Shape } from "./shape.ts";

/** A layer as an author writes it: a name and options, not yet checked. Presets and heads expand to these. */
export interface LayerDraft {
  readonly layer: string;
  readonly options?: Readonly<Record<string, unknown>>;
  /** Layers inside this one, by role: `residual` has `body` and, optionally, `shortcut`. */
  readonly inner?: Readonly<Record<string, readonly LayerDraft[]>>;
}

/** A checked layer: options complete, shapes known. Plain JSON. */
export interface LayerSpec {
  readonly layer: string;
  readonly options: PluginRef["options"];
  readonly inner?: Readonly<Record<string, readonly LayerSpec[]>>;
  readonly input: Shape;
  readonly output: Shape;
  readonly cost: Cost;
}

/** The unit that gets its own local loss under `per-layer`. */
export interface BlockSpec {
  /** `block1`, `block2`... or the name that the preset gives. Unique; also the name of its representation. */
  readonly name: string;
  readonly layers: readonly LayerSpec[];
  readonly input: Shape;
  readonly output: Shape;
  readonly cost: Cost;
}

/** A checked network: its layers complete, all shapes known. Plain JSON. */
export interface ArchitectureSpec {
  readonly name: string;
  readonly title?: string;
  readonly input: Shape;
  readonly classes: number;
  readonly blocks: readonly BlockSpec[];
  /** The network's own classifier, from the last block's output to logits `[classes]`. Its name is `classifier`. */
  readonly classifier: BlockSpec;
}

/** A network as a preset gives it. Blocks without a name are called `block1`, `block2`... */
export interface ArchitectureDraft {
  readonly blocks: readonly { readonly name?: string; readonly layers: readonly LayerDraft[] }[];
  readonly classifier: readonly LayerDraft[];
}

/**
 * The contract of a preset such as `resnet18`. `expand` is pure, with no tensors. Its layers are checked like those of
 * an experiment: what does not fit is reported before anything runs.
 */
export interface ArchitecturePlugin<S extends OptionsSchema = OptionsSchema> extends PluginBase<"architecture", S> {
  expand(options: OptionsOf<S>, task: { readonly input: Shape; readonly classes: number }): ArchitectureDraft;
}

/** What a head gives the loss: class scores `[classes]`, features of any shape, or an image to compare with another. */
export type HeadOutput = "logits" | "features" | "reconstruction";

/** What a head has to do. */
export interface HeadTask {
  /** Output of the block that the head is attached to. */
  readonly input: Shape;
  readonly classes: number;
  /** What the head must reconstruct, if its loss requires that: its output has the same number of values. */
  readonly target?: Shape;
}

/**
 * The contract of a local head: the layers between a group's output and its local loss. `expand` is pure, with no
 * tensors. `logits`: the last layer gives `[classes]`.
 */
export interface HeadPlugin<S extends OptionsSchema = OptionsSchema> extends PluginBase<"head", S> {
  readonly output: HeadOutput;
  expand(options: OptionsOf<S>, task: HeadTask): readonly LayerDraft[];
}
