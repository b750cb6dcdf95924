import {
  sizeOf,
  type Batch,
  type GroupLoss,
  type BoundLoss,
  type Module,
  type Position,
  type Trainer,
  type TrainerContext,
} from "@infoplane/contracts";
import { tensors } from "@infoplane/engine";
import type { Scalar, Tensor, Tensor2D } from "@tensorflow/tfjs-core";
import { classScores } from "../local/classifier.ts";
import { createUnit, partsOf } from "../local/unit.ts";
import { descend, type Step, type Unit } from "../local/descend.ts";
import { stepGradients } from "../local/step-gradients.ts";
import { onlyDisposed, StepTrainer, type LearningRule, type Part } from "../local/step-trainer.ts";

interface DirectFeedbackAlignmentOptions {
  readonly scale: number;
  readonly loss: BoundLoss;
}

/** A block with the fixed matrix that feeds the output error back to it. */
interface Stage {
  readonly block: Module;
  readonly unit: Unit;
  /** B: float32 [classes, size of the block's output]. */
  readonly feedback: Tensor2D;
}

/** Feeds the error at the network's output to every block's output through fixed random matrices. */
export function createDirectFeedbackAlignment(
  options: DirectFeedbackAlignmentOptions,
  context: TrainerContext,
): Trainer {
  return new StepTrainer(context, new DirectFeedbackAlignment(options, context));
}

class DirectFeedbackAlignment implements LearningRule {
  readonly groups: readonly string[];
  readonly parts: readonly (readonly [string, Part])[];
  readonly #context: TrainerContext;
  readonly #loss: BoundLoss;
  readonly #stages: readonly (Stage | undefined)[];
  readonly #classifier: Unit;

  constructor({ scale, loss }: DirectFeedbackAlignmentOptions, context: TrainerContext) {
    const { blocks, classifier, spec } = context.network;
    this.#context = context;
    this.#loss = loss;
    this.#stages = blocks.map((block) =>
      block.parameters.length === 0
        ? undefined
        : { block, unit: createUnit([block], context), feedback: feedbackMatrix(block, spec.classes, scale, context) },
    );
    this.#classifier = createUnit([classifier], context);
    // As in end-to-end training: one loss for all blocks, named after the last.
    this.groups = [blocks.at(-1)?.spec.name ?? classifier.spec.name];
    const stages = this.#stages.filter((stage) => stage !== undefined);
    this.parts = [
      ...partsOf([...stages.map(({ unit }) => unit), this.#classifier]),
      ...stages.map(({ feedback }) => ["", onlyDisposed(feedback)] as const),
    ];
  }

  step({ x, y }: Batch, step: Step): readonly GroupLoss[] {
    const inputs = this.#forward(x, step.at);
    const owned = [...inputs];
    try {
      const { loss, error } = this.#trainClassifier(inputs, y, step);
      owned.push(error);
      this.#stages.forEach((stage, index) => {
        if (stage) this.#trainBlock(stage, inputs[index] as Tensor, error, step);
      });
      return this.groups.map((group) => ({ group, loss }));
    } finally {
      tensors().dispose(owned);
    }
  }

  /** Inputs of every block, then of the classifier. Keeps running statistics: the blocks' own passes come later. */
  #forward(x: Tensor, at: Position): Tensor[] {
    const inputs = [x.clone()];
    for (const block of this.#context.network.blocks) {
      inputs.push(
        tensors().tidy(() => {
          const values = block.parameters.map((parameter) => parameter.read());
          return block.apply(inputs.at(-1) as Tensor, values, { training: true, at, keepState: true });
        }),
      );
    }
    return inputs;
  }

  /** The classifier gets its true gradient; `error` is the gradient of the loss in the class scores, [n, classes]. */
  #trainClassifier(
    inputs: readonly Tensor[],
    y: Tensor,
    step: Step,
  ): { readonly loss: number; readonly error: Tensor2D } {
    const [input, features] = [inputs[0], inputs.at(-1)] as [Tensor, Tensor];
    const { classes } = this.#context.network.spec;
    const objective = (scores: Tensor): Scalar => this.#loss.value(scores, y, { classes, input, groupInput: input });
    const { loss, kept } = descend(
      this.#classifier,
      (apply) => {
        const scores = apply(this.#context.network.classifier, features);
        return { loss: objective(scores), keep: [scores] };
      },
      step,
    );
    const [scores] = kept as readonly [Tensor];
    const error = tensors().grad(objective)(scores) as Tensor2D;
    scores.dispose();
    return { loss, error };
  }

  /** The gradient of <block output, error B> in the block's parameters, with error and B constant. */
  #trainBlock({ block, unit, feedback }: Stage, x: Tensor, error: Tensor2D, step: Step): void {
    const tf = tensors();
    descend(
      unit,
      (apply) => {
        const output = apply(block, x);
        const signal = tf.reshape(tf.matMul(error, feedback), output.shape);
        return { loss: tf.sum(tf.mul(output, signal)) };
      },
      step,
    );
  }

  gradients(at: Position): ReadonlyMap<string, Tensor> {
    return stepGradients(this, this.#context.batches, at);
  }

  predict(x: Tensor, at: Position): Tensor {
    const { blocks, classifier } = this.#context.network;
    return classScores([...blocks, classifier], x, at);
  }
}

/** Normal values with standard deviation scale / sqrt(size): a pure function of the run's seed and the block's name. */
function feedbackMatrix({ spec }: Module, classes: number, scale: number, context: TrainerContext): Tensor2D {
  const size = sizeOf(spec.output);
  const draw = context.draw("feedback", spec.name);
  const values = Float32Array.from({ length: classes * size }, () => (scale / Math.sqrt(size)) * draw.normal());
  return tensors().tensor2d(values, [classes, size]);
}
