import type { Optimizer, Parameter } from "@infoplane/contracts";
import type { Tensor } from "@tensorflow/tfjs-core";
import { tensors } from "../choose/engine.ts";
import { createSlot } from "../parameter.ts";
import { slotOptimizer } from "./slot-optimizer.ts";

export interface RmspropOptions {
  readonly rate: number;
  /** Decay rate of the mean square. */
  readonly smoothing: number;
  readonly momentum: number;
  readonly epsilon: number;
}

/**
 * RMSprop (Hinton 2012, lecture 6e), as in PyTorch: v <- s v + (1 - s) g²;  a <- momentum a + g / (sqrt(v) + epsilon);
 * w <- w - rate a. TensorFlow's kernel has epsilon under the root, so this one is composite on every engine. Owns its
 * slots, borrows the parameters.
 */
export function createRmsprop(parameters: readonly Parameter[], options: RmspropOptions): Optimizer {
  const slots = parameters.map((parameter) => ({
    parameter,
    square: createSlot(parameter, "rmsprop-square"),
    sum: createSlot(parameter, "momentum"),
  }));

  function update(gradients: readonly Tensor[], rate: number): void {
    const tf = tensors();
    const { smoothing, momentum, epsilon } = options;
    slots.forEach(({ parameter, square, sum }, index) => {
      const g = gradients[index] as Tensor;
      square.assign(tf.add(tf.mul(square.read(), smoothing), tf.mul(tf.square(g), 1 - smoothing)));
      const step = tf.div(g, tf.add(tf.sqrt(square.read()), epsilon));
      sum.assign(tf.add(tf.mul(sum.read(), momentum), step));
      parameter.assign(tf.sub(parameter.read(), tf.mul(sum.read(), rate)));
    });
  }

  return slotOptimizer(
    slots.flatMap(({ square, sum }) => [square, sum]),
    options.rate,
    { fused: update, composite: update },
  );
}
