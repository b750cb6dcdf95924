import type { Tensor } from "@tensorflow/tfjs-core";
import { tensors } from "../choose/engine.ts";

type Save = (saved: Tensor[]) => void;

/** What `tf.customGrad` is made of. */
interface TapedEngine {
  runKernelFunc(call: {
    readonly inputs: Readonly<Record<string, Tensor>>;
    readonly forwardFunc: (backend: unknown, save: Save) => Tensor;
    readonly backwardsFunc: (dy: Tensor, saved: Tensor[]) => Readonly<Record<string, () => Tensor>>;
  }): Tensor;
}

/**
 * `tf.customGrad` whose gradients are taken one by one, and only those that something asks for: the input of a first
 * layer, or of a group of layers trained on its own, has none. What lies between is freed.
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
