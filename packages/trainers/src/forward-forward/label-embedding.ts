import { sizeOf, type Arrays, type Batches, type Draw, type Shape } from "@infoplane/contracts";
import { tensors } from "@infoplane/engine";
import type { Tensor, Tensor2D } from "@tensorflow/tfjs-core";
import type { Part } from "../local/step-trainer.ts";
import { classPictures } from "./class-pictures.ts";
import type { ForwardForwardOptions, LabelWay } from "./plugin.ts";

export interface EmbeddingTask {
  readonly way: LabelWay;
  readonly input: Shape;
  readonly classes: number;
  readonly batches: Batches;
}

const stateName = "pictures";

/**
 * Writes labels into inputs. Every way is linear in the label: the picture of a label is a weighted sum of the pictures
 * of the classes, so equal weights mean no label. The pictures are made from the training samples when first needed,
 * and are part of the trainer's state from then on.
 */
export class LabelEmbedding implements Part {
  readonly #task: EmbeddingTask;
  /** float32 [classes, values of a sample]. */
  #pictures: Tensor2D | undefined;

  constructor(task: EmbeddingTask) {
    this.#task = task;
    const places = task.input.length === 3 ? sizeOf(task.input.slice(0, 2)) : sizeOf(task.input);
    if (task.way === "top-left" && places < task.classes) {
      throw new Error(
        `forward-forward can't write one of ${task.classes} labels into ${places} pixels: use another label`,
      );
    }
  }

  /** Input shape of the first block: that of the network, with twice the channels for `-channels`. */
  get output(): Shape {
    const { way, input } = this.#task;
    return way.endsWith("-channels") ? [...input.slice(0, -1), 2 * (input.at(-1) ?? 0)] : input;
  }

  /** x: float32 [n, ...input]; weights: float32 [n, classes], rows sum to 1; both borrowed. New [n, ...output]. */
  embed(x: Tensor, weights: Tensor2D): Tensor {
    const tf = tensors();
    const { way } = this.#task;
    this.#pictures ??= tf.keep(classPictures(this.#task));
    const pictures = this.#pictures;
    return tf.tidy(() => {
      const picture = tf.reshape(tf.matMul(weights, pictures), x.shape);
      if (way === "top-left") return tf.add(tf.mul(x, this.#outsideLabel()), picture);
      if (way.endsWith("-subtraction")) return tf.sub(x, picture);
      if (way.endsWith("-mixture")) return tf.mul(tf.add(x, picture), 0.5);
      return tf.concat([x, picture], x.rank - 1);
    });
  }

  /** 0 where the label is written, 1 elsewhere: [1, ...input]. */
  #outsideLabel(): Tensor {
    const { input, classes } = this.#task;
    const perPlace = input.length === 3 ? (input[2] ?? 1) : 1;
    const mask = new Float32Array(sizeOf(input)).fill(1).fill(0, 0, classes * perPlace);
    return tensors().tensor(mask, [1, ...input]);
  }

  save(): Arrays {
    const pictures = this.#pictures;
    if (!pictures) return new Map();
    return new Map([
      [stateName, { dtype: "float32", shape: pictures.shape, data: pictures.dataSync<"float32">().slice() }],
    ]);
  }

  load(arrays: Arrays): void {
    this.dispose();
    const saved = arrays.get(stateName);
    if (saved)
      this.#pictures = tensors().keep(tensors().tensor2d(saved.data, [saved.shape[0] ?? 0, saved.shape[1] ?? 0]));
  }

  dispose(): void {
    this.#pictures?.dispose();
    this.#pictures = undefined;
  }
}

/** Weights that carry no label: 1 / classes each. */
export function neutralWeights(samples: number, classes: number): Tensor2D {
  return tensors().fill([samples, classes], 1 / classes);
}

/**
 * Labels of the negative samples. `wrong`: uniform over the other classes (Hinton 2022, section 3.3). `shuffled`: the
 * labels of the batch in random order, as in the public code of Sakamoto & Sato; about one in `classes` is correct.
 */
export function negativeLabels(
  labels: ArrayLike<number>,
  classes: number,
  kind: ForwardForwardOptions["negatives"],
  draw: Draw,
): number[] {
  const own = Array.from(labels);
  if (kind === "wrong") return own.map((label) => (label + 1 + draw.integer(classes - 1)) % classes);
  for (let last = own.length - 1; last > 0; last--) {
    const pick = draw.integer(last + 1);
    [own[last], own[pick]] = [own[pick] as number, own[last] as number];
  }
  return own;
}
