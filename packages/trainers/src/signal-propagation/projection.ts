import type { Module, Shape, TrainerContext } from "@infoplane/contracts";
import { sizeOf } from "@infoplane/contracts";
import { relu, tensors } from "@infoplane/engine";
import type { Tensor } from "@tensorflow/tfjs-core";

/** Trained weights from labels one-hot to maps of a shape: [classes, size of the map], no bias. */
export function createProjection(shape: Shape, classes: number, context: TrainerContext): Module {
  const dense = { layer: "dense", options: { units: sizeOf(shape), bias: false } };
  return context.createBlock("signal", [dense], [classes]);
}

const epsilon = 1e-5;

/** The projected labels as a signal: each brought to mean 0 and variance 1, rectified, in the shape of the map. */
export function toSignal(projected: Tensor, shape: Shape): Tensor {
  const tf = tensors();
  const centred = tf.sub(projected, tf.mean(projected, 1, true));
  const variance = tf.mean(tf.square(centred), 1, true);
  return tf.reshape(relu(tf.mul(centred, tf.rsqrt(tf.add(variance, epsilon)))), [projected.shape[0], ...shape]);
}
