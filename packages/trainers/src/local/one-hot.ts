import { tensors } from "@infoplane/engine";
import type { Tensor2D } from "@tensorflow/tfjs-core";

/**
 * int32 [n] -> float32 [n, classes], new. Computed outside the engine: tf.oneHot with float32 gives denormals in place
 * of ones on wasm (tfjs 4.22).
 */
export function oneHot(labels: ArrayLike<number>, classes: number): Tensor2D {
  const values = new Float32Array(labels.length * classes);
  for (let row = 0; row < labels.length; row++) values[row * classes + (labels[row] as number)] = 1;
  return tensors().tensor2d(values, [labels.length, classes]);
}
