import {
  sizeOf,
  type Batch,
  type GroupLoss,
  type Module,
  type Position,
  type Shape,
  type Trainer,
  type TrainerContext,
} from "@infoplane/contracts";
import { relu, tensors } from "@infoplane/engine";
import { forward } from "@infoplane/models";
import type { Tensor } from "@tensorflow/tfjs-core";
import { classScores, trainClassifier } from "../local/classifier.ts";
import { oneHot } from "../local/one-hot.ts";
import { createUnit, partsOf } from "../local/unit.ts";
import { descend, type Apply, type Step, type Unit } from "../local/descend.ts";
import { stepGradients } from "../local/step-gradients.ts";
import { StepTrainer, type LearningRule, type Part } from "../local/step-trainer.ts";
import type { SignalPropagationOptions } from "./plugin.ts";
import { signalLoss } from "./signal-loss.ts";

/** Samples and signals on their way through the network: [n, ...] and [classes, ...]. */
interface Pair {
  readonly data: Tensor;
  readonly signal: Tensor;
}

/** Labels go forward with the samples, through the same blocks; each block draws samples to their label's signal. */
export function createSignalPropagation(options: SignalPropagationOptions, context: TrainerContext): Trainer {
  return new StepTrainer(context, new SignalPropagation(options, context));
}

class SignalPropagation implements LearningRule {
  readonly groups: readonly string[];
  readonly parts: readonly (readonly [string, Part])[];
  readonly #options: SignalPropagationOptions;
  readonly #context: TrainerContext;
  readonly #projection: Module;
  /** One per block; undefined for later blocks without parameters. */
  readonly #units: readonly (Unit | undefined)[];
  readonly #classifier: Unit;

  constructor(options: SignalPropagationOptions, context: TrainerContext) {
    const { blocks, classifier, spec } = context.network;
    this.#options = options;
    this.#context = context;
    this.#projection = createProjection(this.#firstShape(), spec.classes, context);
    this.#units = blocks.map((block, index) => {
      if (index === 0) return createUnit([block, this.#projection], context);
      return block.parameters.length > 0 ? createUnit([block], context) : undefined;
    });
    this.#classifier = createUnit([classifier], context);
    const units = [...this.#units.flatMap((unit) => unit ?? []), this.#classifier];
    this.groups = units.map(({ name }) => name);
    this.parts = partsOf(units);
  }

  /** Shape of the map that labels are projected to. */
  #firstShape() {
    const [first] = this.#context.network.blocks;
    if (!first) throw new Error("signal-propagation needs a block");
    return this.#options.signal === "hidden" ? first.spec.output : first.spec.input;
  }

  step({ x, y }: Batch, step: Step): readonly GroupLoss[] {
    const { blocks, classifier, spec } = this.#context.network;
    const labels = y.dataSync();
    const losses: GroupLoss[] = [];
    const everyLabel = Array.from({ length: spec.classes }, (_, label) => label);
    let pair: Pair = { data: x.clone(), signal: oneHot(everyLabel, spec.classes) };
    try {
      blocks.forEach((block, index) => {
        const unit = this.#units[index];
        const { loss, output } = this.#pass(block, unit, index === 0, pair, labels, step);
        tensors().dispose([pair.data, pair.signal]);
        pair = output;
        if (unit) losses.push({ group: unit.name, loss });
      });
      const loss = trainClassifier(classifier, this.#classifier, { features: pair.data, y }, step);
      return [...losses, { group: this.#classifier.name, loss }];
    } finally {
      tensors().dispose([pair.data, pair.signal]);
    }
  }

  #pass(
    block: Module,
    unit: Unit | undefined,
    first: boolean,
    { data, signal }: Pair,
    labels: ArrayLike<number>,
    step: Step,
  ): { readonly loss: number; readonly output: Pair } {
    if (!unit) {
      const mode = { training: true, at: step.at };
      return { loss: 0, output: { data: forward(block, data, mode), signal: forward(block, signal, mode) } };
    }
    const { loss, kept } = descend(
      unit,
      (apply) => {
        const f = apply(block, data);
        const after = first ? this.#firstSignal(apply, block, signal) : apply(block, signal, { keepState: true });
        return {
          loss: signalLoss({ data: f, before: signal, after, labels }, this.#options),
          keep: [f, after],
        };
      },
      step,
    );
    const [f, after] = kept as readonly [Tensor, Tensor];
    return { loss, output: { data: f, signal: after } };
  }

  /** Turns one-hot labels into maps; with `input` these go through the first block. Leaves running statistics alone. */
  #firstSignal(apply: Apply, block: Module, labels: Tensor): Tensor {
    const map = toSignal(apply(this.#projection, labels), this.#firstShape());
    return this.#options.signal === "hidden" ? map : apply(block, map, { keepState: true });
  }

  gradients(at: Position): ReadonlyMap<string, Tensor> {
    return stepGradients(this, this.#context.batches, at);
  }

  predict(x: Tensor, at: Position): Tensor {
    const { blocks, classifier } = this.#context.network;
    return classScores([...blocks, classifier], x, at);
  }
}

/** Trained weights from one-hot labels to maps of a shape: [classes, size of the map], no bias. */
function createProjection(shape: Shape, classes: number, context: TrainerContext): Module {
  const dense = { layer: "dense", options: { units: sizeOf(shape), bias: false } };
  return context.createBlock("signal", [dense], [classes]);
}

const epsilon = 1e-5;

/** The projected labels as a signal: each normalised to mean 0 and variance 1, rectified, in the shape of the map. */
function toSignal(projected: Tensor, shape: Shape): Tensor {
  const tf = tensors();
  const centred = tf.sub(projected, tf.mean(projected, 1, true));
  const variance = tf.mean(tf.square(centred), 1, true);
  return tf.reshape(relu(tf.mul(centred, tf.rsqrt(tf.add(variance, epsilon)))), [projected.shape[0], ...shape]);
}
