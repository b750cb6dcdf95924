import type { BatchNormOptions, BatchNormWeights } from "@infoplane/contracts";
import type { Tensor, Tensor1D, Tensor4D } from "@tensorflow/tfjs-core";
import { tensors } from "../choose/engine.ts";
import { attr, isNative, kernels } from "./kernel.ts";

/**
 * Batch normalisation with the statistics of the batch (Ioffe & Szegedy 2015, algorithm 1): y = gamma (x - mean(x)) /
 * sqrt(var(x) + epsilon) + beta, per channel over all other axes.
 *
 * x: float32 [n, h, w, c]; returns a new tensor of that shape; borrows its arguments. Differentiable in x, gamma, beta.
 * The new running statistics go to `update`, which owns them. The running variance uses the unbiased batch variance, as
 * in PyTorch and libtensorflow, the normalisation the biased one.
 */
export function batchNormTrain(
  x: Tensor4D,
  weights: BatchNormWeights,
  options: BatchNormOptions,
  update: (mean: Tensor1D, variance: Tensor1D) => void,
): Tensor4D {
  return isNative() ? fused(x, weights, options, update) : composite(x, weights, options, update);
}

/** The same with the running statistics instead of the batch's: for evaluation. */
export function batchNormInfer(x: Tensor4D, weights: BatchNormWeights, epsilon: number): Tensor4D {
  return tensors().batchNorm4d(x, weights.mean, weights.variance, weights.beta, weights.gamma, epsilon);
}

function fused(
  x: Tensor4D,
  weights: BatchNormWeights,
  options: BatchNormOptions,
  update: (mean: Tensor1D, variance: Tensor1D) => void,
): Tensor4D {
  const tf = tensors();
  const common = [
    attr.type("T"),
    attr.type("U"),
    attr.float("epsilon", options.epsilon),
    attr.nhwc,
    attr.bool("is_training", true),
  ];
  const op = tf.customGrad((...args) => {
    const [input, gamma, beta, save] = args as unknown as [Tensor, Tensor, Tensor, (saved: Tensor[]) => void];
    const [y, mean, variance, ...reserved] = kernels(
      "FusedBatchNormV3",
      [...common, attr.float("exponential_avg_factor", options.momentum)],
      [input, gamma, beta, weights.mean, weights.variance],
      6,
    ) as [Tensor, Tensor1D, Tensor1D, Tensor, Tensor, Tensor];
    update(tf.keep(mean), tf.keep(variance));
    save([input, gamma, ...reserved]);
    return {
      value: y,
      gradFunc: (dy: Tensor, saved: Tensor[]) => {
        const [dx, dGamma, dBeta] = kernels("FusedBatchNormGradV3", common, [dy, ...saved], 5);
        return [dx, dGamma, dBeta] as Tensor[];
      },
    };
  });
  return op(x, weights.gamma, weights.beta) as Tensor4D;
}

function composite(
  x: Tensor4D,
  weights: BatchNormWeights,
  options: BatchNormOptions,
  update: (mean: Tensor1D, variance: Tensor1D) => void,
): Tensor4D {
  const tf = tensors();
  const { mean, variance } = tf.moments(x, [0, 1, 2]);
  const count = x.size / (x.shape[3] || 1);
  const bessel = count > 1 ? count / (count - 1) : 1;
  const blend = (running: Tensor1D, batch: Tensor): Tensor1D =>
    tf.keep(tf.tidy(() => tf.add(tf.mul(running, 1 - options.momentum), tf.mul(batch, options.momentum))));
  update(blend(weights.mean, mean), blend(weights.variance, tf.mul(variance, bessel)));
  const normalised = tf.div(tf.sub(x, mean), tf.sqrt(tf.add(variance, options.epsilon)));
  return tf.add(tf.mul(normalised, weights.gamma), weights.beta);
}
