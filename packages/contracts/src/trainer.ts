import type { Scalar, Tensor } from "@tensorflow/tfjs-core";
import type { BlockSpec, HeadOutput, LayerDraft, LayerSpec } from "./architecture.ts";
import type { Arrays } from "./arrays.ts";
import type { Draw } from "./draw.ts";
import type { Batches, Module, Network, Parameter, Position } from "./network.ts";
import type { EngineContext } from "./operations.ts";
import type { OptionsOf, OptionsSchema, PluginBase, PluginRef } from "./plugin.ts";
import type { Shape } from "./shape.ts";

/** What a loss may use besides a head's output. Borrowed; n samples each, constants to the gradient. */
export interface LossContext {
  readonly classes: number;
  /** The network's input, float32 [n, ...]. */
  readonly input: Tensor;
  /** Input of the group that the loss belongs to, float32 [n, ...]. */
  readonly groupInput: Tensor;
}

/** A loss between a head's output and the labels, or anything else in its context. */
export interface Loss {
  /**
   * output: float32 [n, ...]; labels: int32 [n]; returns the mean over the batch as a new scalar. Differentiable in
   * output. For a loss that asks for v views, n is v times the batch: all first views, then all second views...
   */
  value(output: Tensor, labels: Tensor, context: LossContext): Scalar;
}

/** Shapes of what a loss may compare with, without the batch axis. */
export interface LossShapes {
  readonly input: Shape;
  readonly groupInput: Shape;
}

/** The contract of a loss. Made with {@link defineLoss}. */
export interface LossPlugin<S extends OptionsSchema = OptionsSchema> extends PluginBase<"loss", S> {
  /** The output it requires of a head; other heads do not fit. The classifier only gives `logits`. */
  readonly needs: HeadOutput;
  /** Augmented views of each sample in a batch; one by default. */
  readonly views?: number;
  /** Shape of what a head must reconstruct, if the loss requires that. Pure. */
  target?(options: OptionsOf<S>, shapes: LossShapes): Shape;
  create(options: OptionsOf<S>, context: EngineContext): Loss;
}

/** A loss with its options, and what it requires of the training around it. */
export interface BoundLoss extends Loss {
  readonly needs: HeadOutput;
  readonly views: number;
  /** undefined if nothing is reconstructed. */
  target(shapes: LossShapes): Shape | undefined;
}

/** Updates parameters in place. One optimizer serves one list of parameters. */
export interface Optimizer {
  /** gradients: one tensor per parameter, borrowed. learningRateScale: multiplies the rate (the schedule's value). */
  update(gradients: readonly Tensor[], learningRateScale: number): void;
  /** Slots and counters. */
  save(): Arrays;
  load(arrays: Arrays): void;
  dispose(): void;
}

/**
 * The contract of an optimizer. It borrows the parameters and owns its slots, which `Optimizer.dispose` frees.
 * Gradients come clipped where the arm has `clip`. Made with {@link defineOptimizer}.
 */
export interface OptimizerPlugin<S extends OptionsSchema = OptionsSchema> extends PluginBase<"optimizer", S> {
  create(options: OptionsOf<S>, parameters: readonly Parameter[], context: EngineContext): Optimizer;
}

/** Factor on the optimizer's rate, at least 0, asked at each step: a pure function of the position, counted from 0. */
export type Schedule = (at: Position, total: { readonly epochs: number; readonly stepsPerEpoch: number }) => number;

/** What `create` of a schedule gets. */
export interface ScheduleContext {
  /** A schedule that an option names. */
  createSchedule(use: PluginRef): Schedule;
}

/** The contract of a schedule. Made with {@link defineSchedule}. */
export interface SchedulePlugin<S extends OptionsSchema = OptionsSchema> extends PluginBase<"schedule", S> {
  create(options: OptionsOf<S>, context: ScheduleContext): Schedule;
}

/** How one arm trains, as declared. */
export interface TrainingSpec {
  readonly trainer: PluginRef;
  readonly optimizer: PluginRef;
  readonly schedule: PluginRef;
  /** Of the whole run; under `sequential`, of all groups together. */
  readonly epochs: number;
  /** Largest allowed global norm of the gradients of one loss; absent without clipping. */
  readonly clip?: number;
  /** Of convolutions and matrix products in training, if not float32. Parameters, sums and all else are float32. */
  readonly precision?: "bf16";
  /** Number of parts in which a batch is processed, if more than one: gradients are summed, followed by one update. */
  readonly accumulate?: number;
}

/** Yielded after each step and each epoch; measuring and saving may happen at every yield. */
export type TrainEvent =
  | { readonly kind: "step"; readonly at: Position; readonly loss: number; readonly losses: readonly GroupLoss[] }
  /** Means over the epoch's steps. `loss` is that of the group with the network's classifier. */
  | { readonly kind: "epoch"; readonly at: Position; readonly loss: number; readonly losses: readonly GroupLoss[] };

/** The loss of one group of blocks at one step. `group` is its last block's name. */
export interface GroupLoss {
  readonly group: string;
  readonly loss: number;
}

/** A loss and where it is evaluated: at a local head, or without one at the network's classifier. */
export interface HeadLoss {
  readonly head?: PluginRef;
  readonly loss: PluginRef;
}

/** How blocks are grouped: pure, so that `explain` can show it. Indices of blocks, in order. */
export type Grouping = readonly (readonly number[])[];

/**
 * What `create` of a trainer gets. The trainer disposes the network's modules and all that it makes here: heads,
 * blocks, optimizers.
 */
export interface TrainerContext extends EngineContext {
  readonly network: Network;
  readonly batches: Batches;
  readonly training: TrainingSpec;
  /**
   * A head on a group's output; `name` prefixes its weights. Same seed, same block: same initial weights. `target`:
   * what it must reconstruct.
   */
  createHead(use: PluginRef, on: BlockSpec, name: string, target?: Shape): Module;
  /** A block outside the network, or one of its blocks on another input. The trainer disposes it. */
  createBlock(name: string, layers: readonly (LayerDraft | LayerSpec)[], input: Shape): Module;
  createLoss(use: PluginRef): BoundLoss;
  /** The arm's optimizer on these parameters, clipping included. */
  createOptimizer(parameters: readonly Parameter[]): Optimizer;
  readonly schedule: Schedule;
  /** The rule's own randomness: a pure function of the run's seed, the purpose and the counters (epoch, step...). */
  draw(purpose: string, ...counters: readonly (number | string)[]): Draw;
  /** An empty directory for large intermediate results, created on the first call and removed at the end. */
  scratch(): string;
  /** A sentence for the user. */
  note(message: string): void;
}

/** A learning rule at work. */
export interface Trainer {
  /** Trains from the current position to the end. After `load` it resumes from there with the same bits. */
  train(): AsyncGenerator<TrainEvent, void>;
  readonly position: Position;
  /** The network's class scores for evaluation. x: float32 [n, ...input] -> new float32 [n, classes]. */
  predict(x: Tensor): Tensor;
  /**
   * Output of every block on samples without labels, for measures: one new float32 [n, ...output] per block. Only if
   * this differs from applying the blocks in sequence in evaluation mode. x: float32 [n, ...input], borrowed.
   */
  representations?(x: Tensor): readonly Tensor[];
  /**
   * Gradients that the rule would follow on the training batch at a position, by parameter name: new tensors of the
   * parameters' shapes. Changes nothing, not even running statistics. Only for rules that follow gradients; parameters
   * that do not train at that position are left out.
   */
  gradients?(at: Position): ReadonlyMap<string, Tensor>;
  /**
   * The whole state: network, heads, optimizer slots, position, running sums. Copies: later steps do not change them.
   */
  save(): TrainerState;
  load(state: TrainerState): void;
  /** Frees all tensors of the training, the network's included. */
  dispose(): void;
}

/** All that a training resumes from. */
export interface TrainerState {
  readonly arrays: Arrays;
  /** Small plain values: position, running sums. Restored exactly. */
  readonly values: Readonly<Record<string, number>>;
}

/**
 * The contract of a learning rule. `grouping`, `heads` and `epochs` run before any engine starts. If another hook
 * throws, the cell fails with `core/trainer-failed` (exit code 1), its last checkpoint is kept, and the other cells
 * continue. Made with {@link defineTrainer}.
 */
export interface TrainerPlugin<S extends OptionsSchema = OptionsSchema> extends PluginBase<"trainer", S> {
  /** Blocks that share one loss. Pure; throws ShapeError if the options ask for what the network can't provide. */
  grouping(options: OptionsOf<S>, blocks: readonly BlockSpec[]): Grouping;
  /**
   * Every loss plugin that this training will use and where, for the checker and `explain`. The rule's own loss is not
   * listed: `[]` if there is no other. Pure.
   */
  heads(options: OptionsOf<S>): readonly HeadLoss[];
  /** Epochs of the whole run if an experiment says `epochs n`; n by default. Pure. */
  epochs?(options: OptionsOf<S>, declared: number, blocks: readonly BlockSpec[]): number;
  /**
   * Whether its state after an epoch is independent of how many epochs follow: a longer training then resumes from the
   * end of a shorter one, if the schedule allows it too. Pure; no by default.
   */
  goesOn?(options: OptionsOf<S>): boolean;
  /** Whether it supports `accumulate`. */
  readonly accumulates?: boolean;
  /** Imports the training code: every command loads the declaration alone. */
  create(options: OptionsOf<S>, context: TrainerContext): Trainer | Promise<Trainer>;
}

/**
 * Thrown by a trainer when a loss is not finite, before the update. The cell fails with `core/cell-diverged` (exit code
 * 1), which names the last good checkpoint.
 */
export class DivergedError extends Error {
  constructor(
    readonly at: Position,
    /** The last block of the loss's group. */
    readonly block: string,
    readonly loss: number,
  ) {
    super(`the loss of ${block} became ${loss} at epoch ${at.epoch + 1}, step ${at.step + 1}`);
    this.name = "DivergedError";
  }
}
