import type { Optimizer } from "@infoplane/contracts";
import { tensors } from "../choose/engine.ts";
import { withUpdate } from "./with-update.ts";

/**
 * The same optimizer with gradient clipping: all gradients are multiplied by min(1, largest / (norm + 1e-6)), where
 * norm is the root of the sum of the squares of all their values (Pascanu et al. 2013; torch.nn.utils.clip_grad_norm_).
 * Takes ownership of the optimizer.
 */
export function clipped(optimizer: Optimizer, largest: number): Optimizer {
  return withUpdate(optimizer, (gradients, rateScale) => {
    const tf = tensors();
    const scaled = tf.tidy(() => {
      const squares = gradients.map((gradient) => tf.sum(tf.square(gradient)));
      // A group may have nothing to train.
      if (squares.length === 0) return [];
      const norm = tf.sqrt(tf.addN(squares));
      const by = tf.minimum(1, tf.div(largest, tf.add(norm, 1e-6)));
      return gradients.map((gradient) => tf.mul(gradient, by));
    });
    optimizer.update(scaled, rateScale);
    tf.dispose(scaled);
  });
}
