import type { Tensor } from "@tensorflow/tfjs-core";
import type { LayerSpec } from "./architecture.ts";
import type { EngineContext } from "./operations.ts";
import type { OptionsOf, OptionsSchema, PluginBase } from "./plugin.ts";
import type { Cost, Shape } from "./shape.ts";

/** How a weight is initialised. `he`: normal with variance 2 / fanIn (He et al. 2015, eq. 10). */
export type Initialiser =
  | { readonly kind: "he"; readonly fanIn: number }
  | { readonly kind: "normal"; readonly std: number }
  | { readonly kind: "constant"; readonly value: number };

/** One array that a layer owns. Parameters are trained; state (running statistics) is only carried along. */
export interface WeightSpec {
  readonly name: string;
  readonly role: "parameter" | "state";
  readonly shape: readonly number[];
  readonly init: Initialiser;
}

/** The conditions of a forward pass. */
export interface Pass {
  readonly training: boolean;
  /** Seed pair for a random draw of this layer at this step (dropout masks); differs by layer, step and name. */
  key(name: string): readonly [number, number];
  /** Replaces a state weight after this pass (running statistics). Takes ownership of the tensor. */
  setState(name: string, value: Tensor): void;
}

/** A layer ready to run. */
export interface Layer {
  readonly weights: readonly WeightSpec[];
  /**
   * Forward pass. x: float32 [batch, ...input]; returns a new float32 [batch, ...output]; borrows its arguments.
   * Differentiable in x and in the parameters. `weight(name)` gives a borrowed tensor.
   */
  apply(x: Tensor, weight: (name: string) => Tensor, pass: Pass): Tensor;
}

/** What `create` of a layer gets: the engine, and the layer itself as checked. */
export interface LayerContext extends EngineContext {
  readonly spec: LayerSpec;
  /** For layers that contain layers (residual): those of a role, as one layer. The caller prefixes their weights. */
  inner(role: string): Layer | undefined;
}

/**
 * The contract of a layer. All but `create` also runs without an engine, when an experiment is checked. The weights
 * that `create` declares are initialised and saved by the caller. Made with {@link defineLayer}.
 */
export interface LayerPlugin<S extends OptionsSchema = OptionsSchema> extends PluginBase<"layer", S> {
  /** Roles of nested layers and whether they are required: `{ body: "required", shortcut: "optional" }`. */
  readonly inner?: Readonly<Record<string, "required" | "optional">>;
  /** Output shape; throws ShapeError. Pure. `inner` gives the output shape of nested layers for this input. */
  shape(options: OptionsOf<S>, input: Shape, inner: (role: string) => Shape | undefined): Shape;
  /** Cost of this layer itself, without nested layers. Pure. */
  cost(options: OptionsOf<S>, input: Shape, output: Shape): Cost;
  /**
   * For a layer that takes statistics over the batch: how many values each sample contributes to one of them. Trainings
   * whose batches leave a single value are refused: its statistics would hide the sample. Pure.
   */
  batchValues?(options: OptionsOf<S>, input: Shape): number;
  create(options: OptionsOf<S>, context: LayerContext): Layer;
}
