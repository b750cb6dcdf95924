import type { Tensor } from "@tensorflow/tfjs-core";
import { tensors } from "../choose/engine.ts";

type Save = (saved: Tensor[]) => void;

/** What `tf.customGrad` is built on. */
interface TapedEngine {
  runKernelFunc(call: {
    readonly inputs: Readonly<Record<string, Tensor>>;
    readonly forwardFunc: (backend: unknown, save: Save) => Tensor;
    readonly backwardsFunc: (dy: Tensor, saved: Tensor[]) => Readonly<Record<string, () => Tensor>>;
  }): Tensor;
}

/**
 * Like `tf.customGrad`, but computes gradients one by one, and only those that are requested: the input of a first
 * layer, or of a separately trained group, has none. Intermediate values are freed.
 */
export function withGradients(
  inputs: readonly Tensor[],
  forward: (save: Save) => Tensor,
  gradients: (dy: Tensor, saved: readonly Tensor[]) => readonly (() => Tensor)[],
): Tensor {
  return (tensors().engine() as unknown as TapedEngine).runKernelFunc({
    inputs: Object.fromEntries(inputs.map((input, place) => [String(place), input])),
    forwardFunc: (_, save) => forward(save),
    backwardsFunc: (dy, saved) =>
      Object.fromEntries(gradients(dy, saved).map((gradient, place) => [String(place), gradient])),
  });
}
