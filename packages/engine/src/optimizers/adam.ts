import type { Optimizer, Parameter } from "@infoplane/contracts";
import type { Tensor } from "@tensorflow/tfjs-core";
import { tensors } from "../choose/engine.ts";
import { attr, kernels } from "../ops/kernel.ts";
import { createSlot, resourceHandle } from "../parameter.ts";
import { slotOptimizer } from "./slot-optimizer.ts";

export interface AdamOptions {
  readonly rate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
}

/**
 * Adam (Kingma & Ba 2015, algorithm 1; torch.optim.Adam): with t the number of updates,
 * m <- b1 m + (1 - b1) g;  v <- b2 v + (1 - b2) g^2;
 * w <- w - rate m / (1 - b1^t) / (sqrt(v / (1 - b2^t)) + epsilon).
 * Computed as rate sqrt(1 - b2^t) / (1 - b1^t) m / (sqrt(v) + epsilon sqrt(1 - b2^t)), which is equivalent. Whatever
 * depends on t is computed in float64 and passed to the kernel with powers of 0, as the kernel would use float32, where
 * 1 - b2^t is off by up to 6e-5. b1 and b2 are rounded to float32, as in the kernel: 1 - b2 is off by 1.3e-5 there for
 * b2 = 0.999, and the weights of the averages m and v add to 1 only with the same b1 and b2 throughout.
 * One fused kernel per parameter on native engines, composite elsewhere. Owns its slots, borrows the parameters.
 */
export function createAdam(parameters: readonly Parameter[], options: AdamOptions): Optimizer {
  const slots = parameters.map((parameter) => ({
    parameter,
    m: createSlot(parameter, "adam-m"),
    v: createSlot(parameter, "adam-v"),
  }));

  function fused(gradients: readonly Tensor[], rate: number, updates: number): void {
    const tf = tensors();
    const { beta1, beta2, corrected, epsilon } = correctedFor(options, rate, updates);
    const values = [0, 0, corrected, beta1, beta2, epsilon].map((v) => tf.scalar(v));
    const attributes = [attr.type(), attr.bool("use_locking", false), attr.bool("use_nesterov", false)];
    slots.forEach(({ parameter, m, v }, index) => {
      const inputs = [
        resourceHandle(parameter),
        resourceHandle(m),
        resourceHandle(v),
        ...values,
        gradients[index],
      ] as Tensor[];
      kernels("ResourceApplyAdam", attributes, inputs, 0);
    });
  }

  function composite(gradients: readonly Tensor[], rate: number, updates: number): void {
    const tf = tensors();
    const { beta1, beta2, corrected, epsilon } = correctedFor(options, rate, updates);
    slots.forEach(({ parameter, m, v }, index) => {
      const g = gradients[index] as Tensor;
      m.assign(tf.add(tf.mul(m.read(), beta1), tf.mul(g, 1 - beta1)));
      v.assign(tf.add(tf.mul(v.read(), beta2), tf.mul(tf.square(g), 1 - beta2)));
      const change = tf.div(tf.mul(m.read(), corrected), tf.add(tf.sqrt(v.read()), epsilon));
      parameter.assign(tf.sub(parameter.read(), change));
    });
  }

  return slotOptimizer(
    slots.flatMap(({ m, v }) => [m, v]),
    options.rate,
    { fused, composite },
  );
}

/** Rate and epsilon of the t-th update, including both bias corrections; uses float32 b1 and b2. */
function correctedFor({ epsilon, ...betas }: AdamOptions, rate: number, updates: number) {
  const [beta1, beta2] = [Math.fround(betas.beta1), Math.fround(betas.beta2)];
  const root = Math.sqrt(1 - beta2 ** updates);
  return { beta1, beta2, corrected: (rate * root) / (1 - beta1 ** updates), epsilon: epsilon * root };
}
