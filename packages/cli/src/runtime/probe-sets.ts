import { sizeOf, type Batches, type MeasureSpec, type Variable } from "@infoplane/contracts";
import { tensors } from "@infoplane/engine";
import type { Tensor, Tensor2D } from "@tensorflow/tfjs-core";
import { memoised } from "./memoised.ts";

/** A probe set on the engine: the same tensors and memos at every snapshot of a cell. */
export interface ProbeSet {
  /** float32 [m, ...input]. */
  readonly images: Tensor;
  readonly x: Variable;
  readonly y: Variable;
}

/** The probe sets of one cell, each loaded when a measure first asks for it. Owns their tensors. */
export class ProbeSets {
  readonly #sets = new Map<string, ProbeSet>();
  readonly #batches: Batches;
  readonly #classes: number;

  constructor(batches: Batches, classes: number) {
    this.#batches = batches;
    this.#classes = classes;
  }

  get({ split, samples }: NonNullable<MeasureSpec["probe"]>): ProbeSet {
    const key = `${split} ${samples}`;
    const set = this.#sets.get(key) ?? this.#load(split, samples);
    this.#sets.set(key, set);
    return set;
  }

  #load(split: "train" | "test", samples: number): ProbeSet {
    const tf = tensors();
    const { x: images, y: labels } = this.#batches.samples(split, this.#batches.probe(split, samples));
    const rows: Tensor2D = tf.reshape(images, [samples, sizeOf(images.shape.slice(1))]);
    const oneHot = tf.oneHot(labels, this.#classes, 1, 0, "float32") as Tensor2D;
    labels.dispose();
    return {
      images,
      x: { name: "X", values: rows, memo: memoised() },
      y: { name: "Y", values: oneHot, memo: memoised() },
    };
  }

  dispose(): void {
    for (const { images, x, y } of this.#sets.values()) tensors().dispose([images, x.values, y.values]);
    this.#sets.clear();
  }
}
