import { sizeOf, type Batches, type Labels, type MeasureSpec, type Variable } from "@infoplane/contracts";
import { memoised } from "@infoplane/contracts/memoised";
import { tensors } from "@infoplane/engine";
import type { Tensor, Tensor2D } from "@tensorflow/tfjs-core";
import { oneHotLabels } from "./one-hot-labels.ts";

/** A probe set on the engine: the same tensors and memos at every snapshot of a cell. */
export interface ProbeSet {
  /** float32 [m, ...input]. */
  readonly images: Tensor;
  readonly x: Variable;
  readonly y: Variable;
}

/** The probe sets of one cell, each loaded when a measure first needs it. Owns their tensors. */
export class ProbeSets {
  readonly #sets = new Map<string, ProbeSet>();
  readonly #batches: Batches;

  constructor(batches: Batches) {
    this.#batches = batches;
  }

  /** `draw` counts from 1. */
  get({ split, samples }: NonNullable<MeasureSpec["probe"]>, draw = 1): ProbeSet {
    const key = `${split} ${samples} ${draw}`;
    const set = this.#sets.get(key) ?? this.#load(split, samples, draw);
    this.#sets.set(key, set);
    return set;
  }

  #load(split: "train" | "test", samples: number, draw: number): ProbeSet {
    const tf = tensors();
    const indices = this.#batches.probe(split, samples, draw);
    const { x: images, y: labels } = this.#batches.samples(split, indices);
    labels.dispose();
    const rows: Tensor2D = tf.reshape(images, [samples, sizeOf(images.shape.slice(1))]);
    const oneHot = this.#oneHot(this.#batches.labels(split), indices);
    return {
      images,
      x: { name: "X", values: rows, memo: memoised() },
      y: { name: "Y", values: oneHot, memo: memoised() },
    };
  }

  /** Built off the engine: tf.oneHot of float32 gives denormal numbers instead of ones on wasm (tfjs 4.22). */
  #oneHot(labels: Labels, indices: readonly number[]): Tensor2D {
    const { values, classes } = oneHotLabels(indices.map((index) => labels[index] ?? 0));
    return tensors().tensor2d(values, [indices.length, classes]);
  }

  dispose(): void {
    for (const { images, x, y } of this.#sets.values()) tensors().dispose([images, x.values, y.values]);
    this.#sets.clear();
  }
}
