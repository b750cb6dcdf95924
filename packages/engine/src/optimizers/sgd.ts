import type { Optimizer, Parameter } from "@infoplane/contracts";
import type { Tensor } from "@tensorflow/tfjs-core";
import { tensors } from "../choose/engine.ts";
import { attr, kernels } from "../ops/kernel.ts";
import { createSlot, resourceHandle } from "../parameter.ts";
import { slotOptimizer } from "./slot-optimizer.ts";

export interface SgdOptions {
  readonly rate: number;
  readonly momentum: number;
  readonly nesterov: boolean;
}

/**
 * Stochastic gradient descent with momentum (Sutskever et al. 2013, as in PyTorch and TensorFlow):
 * a <- momentum a + g;  w <- w - rate a, or with nesterov w <- w - rate (g + momentum a).
 * One fused kernel per parameter on native engines, composite elsewhere. Owns its slots, borrows the parameters.
 */
export function createSgd(parameters: readonly Parameter[], options: SgdOptions): Optimizer {
  const slots = parameters.map((parameter) => ({
    parameter,
    sum: createSlot(parameter, "momentum"),
  }));

  function fused(gradients: readonly Tensor[], rate: number): void {
    const tf = tensors();
    const [step, momentum] = [tf.scalar(rate), tf.scalar(options.momentum)];
    const attributes = [attr.type(), attr.bool("use_locking", false), attr.bool("use_nesterov", options.nesterov)];
    slots.forEach(({ parameter, sum }, index) => {
      const inputs = [resourceHandle(parameter), resourceHandle(sum), step, gradients[index], momentum] as Tensor[];
      kernels("ResourceApplyMomentum", attributes, inputs, 0);
    });
  }

  function composite(gradients: readonly Tensor[], rate: number): void {
    const tf = tensors();
    slots.forEach(({ parameter, sum }, index) => {
      const g = gradients[index] as Tensor;
      sum.assign(tf.add(tf.mul(sum.read(), options.momentum), g));
      const direction = options.nesterov ? tf.add(g, tf.mul(sum.read(), options.momentum)) : sum.read();
      parameter.assign(tf.sub(parameter.read(), tf.mul(direction, rate)));
    });
  }

  return slotOptimizer(
    slots.map(({ sum }) => sum),
    options.rate,
    { fused, composite },
  );
}
