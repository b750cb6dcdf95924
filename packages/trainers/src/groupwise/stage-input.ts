import type { Batches, Position } from "@infoplane/contracts";
import { tensors } from "@infoplane/engine";
import { forward } from "@infoplane/models";
import type { Tensor, Tensor1D } from "@tensorflow/tfjs-core";
import type { ActivationCache } from "../cache/activation-cache.ts";
import type { Stage } from "./stage.ts";
import type { StepBatch } from "./step-batch.ts";

interface InputOptions {
  readonly batches: Batches;
  /** Per sample. */
  readonly views: number;
  readonly classes: number;
  readonly cache?: ActivationCache | undefined;
}

/** The batches of a stage: training batches with all views, passed through the modules frozen before the stage. */
export class StageInput {
  readonly #options: InputOptions;

  constructor(options: InputOptions) {
    this.#options = options;
  }

  read(stage: Stage, at: Position): StepBatch {
    const { cache, batches, views, classes } = this.#options;
    const facts = { classes, views, samples: batches.batchSize };
    return cache && stage.frozen.length > 0
      ? { ...facts, ...this.#fromCache(cache, stage, at) }
      : { ...facts, ...this.#computed(stage, at) };
  }

  #computed({ frozen }: Stage, at: Position): Pick<StepBatch, "x" | "y" | "input" | "dispose"> {
    const tf = tensors();
    const { images, labels } = this.#views(at);
    const x = tf.tidy(() => frozen.reduce((value, module) => forward(module, value, { training: false, at }), images));
    return { x, y: labels, input: () => images, dispose: () => tf.dispose([x, images, labels]) };
  }

  /** Loads images only when a loss reads them. Without augmentation all views are the same. */
  #fromCache(
    cache: ActivationCache,
    { frozen }: Stage,
    at: Position,
  ): Pick<StepBatch, "x" | "y" | "input" | "dispose"> {
    const tf = tensors();
    const { batches, views } = this.#options;
    const one = batches.indices(at);
    const samples = Uint32Array.from({ length: views * one.length }, (_, row) => one[row % one.length] ?? 0);
    const all = batches.labels("train");
    const x = cache.outputs(frozen, samples);
    const y = tf.tensor1d(
      Int32Array.from(samples, (sample) => all[sample] ?? 0),
      "int32",
    );
    let images: Tensor | undefined;
    const load = (): Tensor => {
      const loaded = this.#views(at);
      loaded.labels.dispose();
      // Requested in the middle of a step, where everything else is freed.
      return tf.keep(loaded.images);
    };
    return {
      x,
      y,
      input: () => (images ??= load()),
      dispose: () => tf.dispose([x, y, ...(images ? [images] : [])]),
    };
  }

  /** A training batch in all its views, concatenated along the batch axis. */
  #views(at: Position): { readonly images: Tensor; readonly labels: Tensor1D } {
    const { batches, views } = this.#options;
    const first = batches.train(at);
    if (views === 1) return { images: first.x, labels: first.y as Tensor1D };
    const tf = tensors();
    const parts = [first.x];
    for (let view = 1; view < views; view++) {
      const { x, y } = batches.train(at, view);
      parts.push(x);
      y.dispose();
    }
    const images = tf.concat(parts, 0);
    const labels = tf.tile(first.y as Tensor1D, [views]);
    tf.dispose([...parts, first.y]);
    return { images, labels };
  }
}
