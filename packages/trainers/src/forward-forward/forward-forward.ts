import type { Batch, GroupLoss, Module, Position, Trainer, TrainerContext } from "@infoplane/contracts";
import { tensors } from "@infoplane/engine";
import { forward } from "@infoplane/models";
import type { Tensor, Tensor1D, Tensor2D } from "@tensorflow/tfjs-core";
import { oneHot } from "../local/one-hot.ts";
import { createUnit, partsOf } from "../local/unit.ts";
import { descend, type Step, type Unit } from "../local/descend.ts";
import { stepGradients } from "../local/step-gradients.ts";
import { onlyDisposed, StepTrainer, type LearningRule, type Part } from "../local/step-trainer.ts";
import { goodness, goodnessLoss, withoutLength } from "./goodness.ts";
import { LabelEmbedding, negativeLabels, neutralWeights } from "./label-embedding.ts";
import type { ForwardForwardOptions } from "./plugin.ts";

interface Stage {
  readonly block: Module;
  /** Undefined for blocks without parameters: those pass data through, and their goodness does not count. */
  readonly unit: Unit | undefined;
  /** Index among the trained blocks, from 0. */
  readonly turn: number;
}

/** Every block learns to respond strongly to samples with their own label and weakly to those with another label. */
export function createForwardForward(options: ForwardForwardOptions, context: TrainerContext): Trainer {
  return new StepTrainer(context, new ForwardForward(options, context));
}

class ForwardForward implements LearningRule {
  readonly groups: readonly string[];
  readonly parts: readonly (readonly [string, Part])[];
  readonly #options: ForwardForwardOptions;
  readonly #context: TrainerContext;
  readonly #embedding: LabelEmbedding;
  readonly #stages: readonly Stage[];
  /** The number of trained blocks. */
  readonly #turns: number;

  constructor(options: ForwardForwardOptions, context: TrainerContext) {
    const { network, batches } = context;
    const { input, classes } = network.spec;
    this.#options = options;
    this.#context = context;
    this.#embedding = new LabelEmbedding({ way: options.label, input, classes, batches });
    let turns = 0;
    this.#stages = network.blocks.map((own, index): Stage => {
      const block = index === 0 ? this.#firstBlock(own) : own;
      if (block.parameters.length === 0) return { block, unit: undefined, turn: turns };
      return { block, unit: createUnit([block], context), turn: turns++ };
    });
    this.#turns = turns;
    const units = this.#stages.flatMap(({ unit }) => unit ?? []);
    this.groups = units.map(({ name }) => name);
    const replaced = network.blocks.filter((own) => !this.#stages.some(({ block }) => block === own));
    this.parts = [
      ...partsOf(units),
      ["label/", this.#embedding],
      ["network/", network.classifier],
      ...replaced.map((module) => ["", onlyDisposed(module)] as const),
    ];
  }

  /** The network's first block, or the same layers on an input with extra channels. */
  #firstBlock(own: Module): Module {
    const { output } = this.#embedding;
    if (String(output) === String(own.spec.input)) return own;
    return this.#context.createBlock(own.spec.name, own.spec.layers, output);
  }

  phase(at: Position): { readonly at: Position; readonly epochs: number } {
    const { epochs } = this.#context.training;
    return this.#options.order === "sequential" ? phaseOf(at, epochs, this.#turns) : { at, epochs };
  }

  step({ x, y }: Batch, step: Step): readonly GroupLoss[] {
    const turn = this.#options.order === "sequential" ? this.#turnOf(step) : undefined;
    const losses: GroupLoss[] = [];
    let value = this.#samples(x, y, step.at);
    try {
      for (const stage of this.#stages) {
        if (turn !== undefined && stage.turn > turn) break;
        const trains = stage.unit !== undefined && (turn === undefined || stage.turn === turn);
        const { loss, output } = this.#pass(stage, value, trains, step);
        value.dispose();
        value = output;
        if (stage.unit && trains) losses.push({ group: stage.unit.name, loss });
      }
      return losses;
    } finally {
      value.dispose();
    }
  }

  /** Whose turn a step is; if it only observes gradients, the turn of the block that trained last. */
  #turnOf({ at, observe }: Step): number {
    return observe ? this.#lastTurn(at) : phaseOf(at, this.#context.training.epochs, this.#turns).index;
  }

  /** Positive samples, followed by as many negative ones: [2 n, ...]. */
  #samples(x: Tensor, y: Tensor, at: Position): Tensor {
    const tf = tensors();
    const { classes } = this.#context.network.spec;
    const labels = y.dataSync();
    const wrong = negativeLabels(
      labels,
      classes,
      this.#options.negatives,
      this.#context.draw("negatives", at.epoch, at.step),
    );
    return tf.tidy(() => {
      const [right, other] = [oneHot(labels, classes), oneHot(wrong, classes)];
      return tf.concat([this.#embedding.embed(x, right), this.#embedding.embed(x, other)], 0);
    });
  }

  /** One block on the output of the one before. Its output is from before the update (after it in Sakamoto & Sato). */
  #pass(
    { block, unit }: Stage,
    x: Tensor,
    trains: boolean,
    step: Step,
  ): { readonly loss: number; readonly output: Tensor } {
    const { threshold, goodness: kind } = this.#options;
    if (!unit || !trains) return { loss: 0, output: this.#evaluate(block, x, step.at) };
    const input = withoutLength(x, this.#options.normalise);
    try {
      const { loss, kept } = descend(
        unit,
        (apply) => {
          const z = apply(block, input);
          return { loss: goodnessLoss(goodness(z, kind), threshold), keep: [z] };
        },
        step,
      );
      return { loss, output: kept[0] as Tensor };
    } finally {
      input.dispose();
    }
  }

  #evaluate(block: Module, x: Tensor, at: Position): Tensor {
    return tensors().tidy(() => {
      const input = block.parameters.length === 0 ? x : withoutLength(x, this.#options.normalise);
      return forward(block, input, { training: false, at });
    });
  }

  /** Of the network's own blocks: a first block with more channels has different weights under the same names. */
  gradients(at: Position): ReadonlyMap<string, Tensor> {
    const { network, batches } = this.#context;
    const own = new Set(this.#stages.flatMap(({ block }) => (network.blocks.includes(block) ? block.parameters : [])));
    return stepGradients(this, batches, at, (parameter) => own.has(parameter));
  }

  /** The goodness of every label, summed over the blocks: float32 [n, classes]. One pass per label. */
  predict(x: Tensor, at: Position): Tensor {
    const tf = tensors();
    const { classes } = this.#context.network.spec;
    const samples = x.shape[0];
    return tf.tidy(() => {
      const scores = Array.from({ length: classes }, (_, label) =>
        tf.tidy(() => {
          const outputs = this.#outputs(x, oneHot(new Int32Array(samples).fill(label), classes), at);
          return this.#total(outputs, at);
        }),
      );
      return tf.stack(scores, 1);
    });
  }

  /** Summed over the blocks that count: in sequence, those whose turn has come. */
  #total(outputs: readonly Tensor[], at: Position): Tensor1D {
    const last = this.#lastTurn(at);
    const first = Math.min(this.#options["first-block"] === "left-out" ? 1 : 0, last);
    const counted = outputs.filter((_, index) => {
      const stage = this.#stages[index];
      return stage?.unit !== undefined && stage.turn >= first && stage.turn <= last;
    });
    return tensors().addN(counted.map((output) => goodness(output, this.#options.goodness)));
  }

  /** The turn of the last block that trained; at the very beginning, of the first. */
  #lastTurn({ epoch, step }: Position): number {
    const { epochs } = this.#context.training;
    const trained = { epoch: step > 0 ? epoch : Math.max(0, epoch - 1), step };
    return this.#options.order === "sequential" ? phaseOf(trained, epochs, this.#turns).index : this.#turns - 1;
  }

  /** All labels weighted equally: the blocks' response to a sample whose class is unknown. */
  representations(x: Tensor, at: Position): readonly Tensor[] {
    return tensors().tidy(() => this.#outputs(x, neutralWeights(x.shape[0], this.#context.network.spec.classes), at));
  }

  #outputs(x: Tensor, weights: Tensor2D, at: Position): Tensor[] {
    const outputs: Tensor[] = [];
    const input = this.#embedding.embed(x, weights);
    for (const { block } of this.#stages) outputs.push(this.#evaluate(block, outputs.at(-1) ?? input, at));
    return outputs;
  }
}

/** One of the consecutive parts of a training. */
export interface Phase {
  /** Index of the part, from 0. */
  readonly index: number;
  /** The position within the part, and the number of its epochs. */
  readonly at: Position;
  readonly epochs: number;
}

/** Which of `parts` equal parts of a training contains a position; if they can't be equal, later ones are longer. */
export function phaseOf(at: Position, epochs: number, parts: number): Phase {
  const start = (part: number): number => Math.floor((part * epochs) / parts);
  let index = parts - 1;
  while (index > 0 && start(index) > at.epoch) index--;
  return { index, at: { epoch: at.epoch - start(index), step: at.step }, epochs: start(index + 1) - start(index) };
}
