import { sizeOf, type Cost, type EngineContext, type Shape, type WeightSpec } from "@infoplane/contracts";
import type { Tensor, Tensor1D } from "@tensorflow/tfjs-core";

/** gamma and beta of a normalisation, one value per channel, initially 1 and 0. */
export function affineWeights(input: Shape): WeightSpec[] {
  const one = (name: string, value: number): WeightSpec => ({
    name,
    role: "parameter",
    shape: [channelsOf(input)],
    init: { kind: "constant", value },
  });
  return [one("gamma", 1), one("beta", 0)];
}

/** gamma x + beta along the last axis. Borrows x, returns a new tensor. */
export function affine({ tf, ops }: EngineContext, x: Tensor, weight: (name: string) => Tensor): Tensor {
  return ops.biasAdd(tf.mul(x, weight("gamma")), weight("beta") as Tensor1D);
}

/**
 * Cost of normalising each sample: mean, variance and scaling (7 operations per value), and gamma and beta (2 more, and
 * a second array to keep: the gradient of gamma needs the normalised values).
 */
export function normalisationCost(input: Shape, withAffine: boolean): Cost {
  const size = sizeOf(input);
  return {
    parameters: withAffine ? 2 * channelsOf(input) : 0,
    flops: (withAffine ? 9 : 7) * size,
    activations: (withAffine ? 2 : 1) * size,
  };
}

const channelsOf = (input: Shape): number => input.at(-1) ?? 1;
