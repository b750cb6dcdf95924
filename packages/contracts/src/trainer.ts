import type { Scalar, Tensor } from "@tensorflow/tfjs-core";
import type { BlockSpec, HeadOutput, LayerDraft } from "./architecture.ts";
import type { Arrays } from "./arrays.ts";
import type { Batches, Module, Network, Parameter, Position } from "./network.ts";
import type { OptionsOf, OptionsSchema, PluginBase, PluginUse } from "./plugin.ts";
import type { Shape } from "./shape.ts";

/** A loss between a head's output and the labels. */
export interface Loss {
  /** output: float32 [n, k]; labels: int32 [n]; returns the mean over the batch as a new scalar. Differentiable in output. */
  value(output: Tensor, labels: Tensor): Scalar;
}

export interface LossPlugin<S extends OptionsSchema = OptionsSchema> extends PluginBase<"loss", S> {
  /** What it must be given; a head with another output does not fit. */
  readonly needs: HeadOutput;
  create(options: OptionsOf<S>): Loss;
}

/** Updates parameters in place. One optimizer serves one list of parameters. */
export interface Optimizer {
  /** gradients: one tensor a parameter, borrowed. factor: multiplies the rate (the schedule's answer). */
  update(gradients: readonly Tensor[], factor: number): void;
  /** Slots and counters. */
  save(): Arrays;
  load(arrays: Arrays): void;
  dispose(): void;
}

export interface OptimizerPlugin<S extends OptionsSchema = OptionsSchema> extends PluginBase<"optimizer", S> {
  create(options: OptionsOf<S>, parameters: readonly Parameter[]): Optimizer;
}

/** Factor on the optimizer's rate as a pure function of the position. */
export type Schedule = (at: Position, total: { readonly epochs: number; readonly stepsPerEpoch: number }) => number;

export interface SchedulePlugin<S extends OptionsSchema = OptionsSchema> extends PluginBase<"schedule", S> {
  create(options: OptionsOf<S>): Schedule;
}

/** How one arm trains, as declared. */
export interface TrainingSpec {
  readonly trainer: PluginUse;
  readonly optimizer: PluginUse;
  readonly schedule: PluginUse;
  readonly epochs: number;
}

/** What a trainer says after each step and each epoch; measuring and saving may happen whenever it yields. */
export type TrainEvent =
  | { readonly kind: "step"; readonly at: Position; readonly loss: number; readonly losses: readonly GroupLoss[] }
  /** Means over the epoch's steps. `loss` is that of the group with the network's classifier. */
  | { readonly kind: "epoch"; readonly at: Position; readonly loss: number; readonly losses: readonly GroupLoss[] };

/** The loss of one group of blocks at one step. `group` is its last block's name. */
export interface GroupLoss {
  readonly group: string;
  readonly loss: number;
}

/** How blocks are grouped: pure, so that `explain` can show it. Indices of blocks, in order. */
export type Grouping = readonly (readonly number[])[];

/** Random numbers in a fixed order: the n-th depends only on the address of the draw and n. */
export interface Draw {
  /** Uniform in [0, 1). */
  uniform(): number;
  /** Standard normal. */
  normal(): number;
  /** Uniform whole number in [0, n). */
  integer(n: number): number;
}

export interface TrainerContext {
  readonly network: Network;
  readonly batches: Batches;
  readonly training: TrainingSpec;
  /** A head on a group's output; `name` prefixes its weights. Same seed, same block: same initial weights. */
  createHead(use: PluginUse, on: BlockSpec, name: string): Module;
  /** A block that is not part of the network, or one of its blocks on another input. The trainer disposes it. */
  createBlock(name: string, layers: readonly LayerDraft[], input: Shape): Module;
  createLoss(use: PluginUse): Loss;
  createOptimizer(parameters: readonly Parameter[]): Optimizer;
  readonly schedule: Schedule;
  /** Randomness of the rule itself: a pure function of the run's seed, the purpose and the counters (epoch, step...). */
  draw(purpose: string, ...counters: readonly (number | string)[]): Draw;
}

/** A learning rule at work. */
export interface Trainer {
  /** Trains from the current position to the end. After `load` it goes on from there with the same bits. */
  train(): AsyncGenerator<TrainEvent, void>;
  readonly position: Position;
  /** The network's class scores for evaluation. x: float32 [n, ...input] -> new float32 [n, classes]. */
  predict(x: Tensor): Tensor;
  /**
   * Output of every block on samples without labels, for measures: one new float32 [n, ...output] a block.
   * Only where this is not the blocks applied one after the other in evaluation mode. x: float32 [n, ...input], borrowed.
   */
  representations?(x: Tensor): readonly Tensor[];
  /** The whole state: network, heads, optimizer slots, position, running sums. */
  save(): TrainerState;
  load(state: TrainerState): void;
  dispose(): void;
}

export interface TrainerState {
  readonly arrays: Arrays;
  /** Small plain values: position, running sums. Restored exactly. */
  readonly values: Readonly<Record<string, number>>;
}

export interface TrainerPlugin<S extends OptionsSchema = OptionsSchema> extends PluginBase<"trainer", S> {
  /** Blocks that share one loss. Pure; throws ShapeError when the options ask for what the network can't give. */
  grouping(options: OptionsOf<S>, blocks: readonly BlockSpec[]): Grouping;
  /** Pairs of head and loss that this training will use, for the checker. */
  heads(options: OptionsOf<S>): readonly { readonly head: PluginUse; readonly loss: PluginUse }[];
  create(options: OptionsOf<S>, context: TrainerContext): Trainer;
}

/** Thrown by a trainer when a loss is not finite. The scheduler stops that cell and names the last good checkpoint. */
export class Diverged extends Error {
  constructor(
    readonly at: Position,
    /** The last block of the group whose loss it is. */
    readonly block: string,
    readonly loss: number,
  ) {
    super(`the loss of ${block} became ${loss} at epoch ${at.epoch + 1}, step ${at.step + 1}`);
    this.name = "Diverged";
  }
}
