import type { Batch, GroupLoss, Module, Position, Trainer, TrainerContext } from "@infoplane/contracts";
import { nhsicObjective, regularisedMatrix, type NhsicObjectiveSettings } from "@infoplane/dependence/objective";
import { matrix, tensors, type Matrix } from "@infoplane/engine";
import { forward } from "@infoplane/models";
import type { Tensor } from "@tensorflow/tfjs-core";
import { classScores, trainClassifier } from "../local/classifier.ts";
import { oneHot } from "../local/one-hot.ts";
import { flatRows } from "../losses/rows.ts";
import { createUnit, partsOf } from "../local/unit.ts";
import { descend, type Step, type Unit } from "../local/descend.ts";
import { stepGradients } from "../local/step-gradients.ts";
import { StepTrainer, type LearningRule, type Part } from "../local/step-trainer.ts";

export interface HsicBottleneckOptions extends NhsicObjectiveSettings {
  readonly beta: number;
}

/** Every block minimises nHSIC(Z, X) - beta nHSIC(Z, Y) of the batch; the classifier learns from the last one. */
export function createHsicBottleneck(options: HsicBottleneckOptions, context: TrainerContext): Trainer {
  return new StepTrainer(context, new HsicBottleneck(options, context));
}

class HsicBottleneck implements LearningRule {
  readonly groups: readonly string[];
  readonly parts: readonly (readonly [string, Part])[];
  readonly #options: HsicBottleneckOptions;
  readonly #context: TrainerContext;
  readonly #stages: readonly { readonly block: Module; readonly unit: Unit | undefined }[];
  readonly #classifier: Unit;

  constructor(options: HsicBottleneckOptions, context: TrainerContext) {
    const { network } = context;
    this.#options = options;
    this.#context = context;
    this.#stages = network.blocks.map((block) => ({
      block,
      unit: block.parameters.length > 0 ? createUnit([block], context) : undefined,
    }));
    this.#classifier = createUnit([network.classifier], context);
    const units = [...this.#stages.flatMap(({ unit }) => unit ?? []), this.#classifier];
    this.groups = units.map(({ name }) => name);
    this.parts = partsOf(units);
  }

  step({ x, y }: Batch, step: Step): readonly GroupLoss[] {
    const other = this.#other(x, y);
    const losses: GroupLoss[] = [];
    let value = x.clone();
    try {
      for (const stage of this.#stages) {
        const { loss, output } = this.#train(stage, value, other, step);
        value.dispose();
        value = output;
        if (stage.unit) losses.push({ group: stage.unit.name, loss });
      }
      const { classifier } = this.#context.network;
      const loss = trainClassifier(classifier, this.#classifier, { features: value, y }, step);
      return [...losses, { group: this.#classifier.name, loss }];
    } finally {
      value.dispose();
    }
  }

  #train(
    { block, unit }: { readonly block: Module; readonly unit: Unit | undefined },
    x: Tensor,
    other: Matrix,
    step: Step,
  ): { readonly loss: number; readonly output: Tensor } {
    if (!unit) return { loss: 0, output: forward(block, x, { training: true, at: step.at }) };
    const { loss, kept } = descend(
      unit,
      (apply) => {
        const z = apply(block, x);
        return { loss: nhsicObjective(flatRows(z), other, this.#options), keep: [z] };
      },
      step,
    );
    return { loss, output: kept[0] as Tensor };
  }

  /** R_X - beta R_Y: nHSIC is linear in it, so one value and one gradient serve both terms. */
  #other(x: Tensor, y: Tensor): Matrix {
    const labels = oneHot(y.dataSync(), this.#context.network.spec.classes);
    const flat = flatRows(x);
    const rx = regularisedMatrix(flat, this.#options);
    const ry = regularisedMatrix(labels, this.#options);
    tensors().dispose([labels, flat]);
    const { beta } = this.#options;
    return matrix(
      rx.rows,
      rx.rows,
      rx.data.map((value, at) => value - beta * (ry.data[at] as number)),
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
