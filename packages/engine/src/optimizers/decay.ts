import type { Optimizer, Parameter } from "@infoplane/contracts";
import type { Tensor } from "@tensorflow/tfjs-core";
import { tensors } from "../choose/engine.ts";
import { withUpdate } from "./with-update.ts";

/**
 * Weight decay in the gradient: g + decay w instead of g, the gradient of an added decay |w|² / 2. All parameters
 * decay, as in torch.optim. Takes ownership of the optimizer, borrows the parameters.
 */
export function decayInGradient(optimizer: Optimizer, parameters: readonly Parameter[], decay: number): Optimizer {
  return withUpdate(optimizer, (gradients, rateScale) => {
    const tf = tensors();
    const pulled = gradients.map((gradient, index) =>
      tf.tidy(() => tf.add(gradient, tf.mul((parameters[index] as Parameter).read(), decay))),
    );
    optimizer.update(pulled, rateScale);
    tf.dispose(pulled);
  });
}

/**
 * Decoupled weight decay (Loshchilov & Hutter 2019, algorithm 2): w <- w (1 - rate decay) before each update, with the
 * scheduled rate. Takes ownership of the optimizer, borrows the parameters.
 */
export function decoupledDecay(
  optimizer: Optimizer,
  parameters: readonly Parameter[],
  { rate, decay }: { readonly rate: number; readonly decay: number },
): Optimizer {
  return withUpdate(optimizer, (gradients, rateScale) => {
    const tf = tensors();
    tf.tidy(() => {
      for (const parameter of parameters) {
        parameter.assign(tf.mul<Tensor>(parameter.read(), 1 - rate * rateScale * decay));
      }
    });
    optimizer.update(gradients, rateScale);
  });
}
