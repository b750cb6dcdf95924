import { tensors } from "@infoplane/engine";
import type { Tensor, Tensor1D } from "@tensorflow/tfjs-core";
import type { OwnedBatch } from "../local/step-trainer.ts";

/** What a stage's groups get at one step. Rows: all samples in their first view, then all in the second... */
export interface StepBatch extends OwnedBatch {
  readonly classes: number;
  readonly samples: number;
  readonly views: number;
  /** Input of the first group, float32 [views * samples, ...]. */
  readonly x: Tensor;
  /** int32 [views * samples]. */
  readonly y: Tensor1D;
  /** The network's input, float32 [views * samples, ...]; loaded when first asked for. */
  readonly input: () => Tensor;
}

/** One of several parts of a batch: samples in order, each with all its views. Borrows the batch. */
export function batchPart(batch: StepBatch, part: number, parts: number): StepBatch {
  const tf = tensors();
  const { samples, views } = batch;
  const start = Math.ceil((part * samples) / parts);
  const size = Math.ceil(((part + 1) * samples) / parts) - start;
  const cut = (whole: Tensor): Tensor =>
    tf.tidy(() => {
      const rest = whole.shape.slice(1);
      const byView = tf.reshape(whole, [views, samples, ...rest]);
      const origin = [0, start, ...rest.map(() => 0)];
      return tf.reshape(tf.slice(byView, origin, [views, size, ...rest]), [views * size, ...rest]);
    });
  let input: Tensor | undefined;
  const x = cut(batch.x);
  const y = cut(batch.y) as Tensor1D;
  return {
    classes: batch.classes,
    samples: size,
    views,
    x,
    y,
    input: () => (input ??= tensors().keep(cut(batch.input()))),
    dispose: () => tf.dispose([x, y, ...(input ? [input] : [])]),
  };
}
