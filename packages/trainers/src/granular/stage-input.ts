import type { Batches, Position } from "@infoplane/contracts";
import { tensors } from "@infoplane/engine";
import { forward } from "@infoplane/models";
import type { Tensor, Tensor1D } from "@tensorflow/tfjs-core";
import type { Stage } from "./stage.ts";
import type { StepBatch } from "./step-batch.ts";

/** The batches of a stage: training batches with all views, taken through what is frozen before the stage. */
export function stageInput(batches: Batches, stage: Stage, at: Position, views: number): StepBatch {
  const tf = tensors();
  const { x: input, y } = viewsOf(batches, at, views);
  const x = tf.tidy(() =>
    stage.frozen.reduce((value, module) => forward(module, value, { training: false, at }), input),
  );
  return {
    samples: batches.batchSize,
    views,
    x,
    y,
    input: () => input,
    dispose: () => tf.dispose([x, input, y]),
  };
}

/** A training batch in all its views, one below the other. */
function viewsOf(batches: Batches, at: Position, views: number): { readonly x: Tensor; readonly y: Tensor1D } {
  const first = batches.train(at);
  if (views === 1) return { x: first.x, y: first.y as Tensor1D };
  const tf = tensors();
  const images = [first.x];
  for (let view = 1; view < views; view++) {
    const { x, y } = batches.train(at, view);
    images.push(x);
    y.dispose();
  }
  const x = tf.concat(images, 0);
  const y = tf.tile(first.y as Tensor1D, [views]);
  tf.dispose([...images, first.y]);
  return { x, y };
}
