import { defineLayer, formatShape, ShapeError, sizeOf, z, type WeightSpec } from "@infoplane/contracts";
import type { Tensor1D, Tensor4D } from "@tensorflow/tfjs-core";

/**
 * Batch normalisation per channel (images) or feature (vectors). The running statistics take `momentum` of each new
 * batch, as in PyTorch, and are used in evaluation mode.
 */
export const batchnorm = defineLayer({
  name: "batchnorm",
  summary: "batch normalisation (Ioffe & Szegedy 2015)",
  options: z.strictObject({
    momentum: z.number().gt(0).max(1).default(0.1).describe("share of the new batch in the running statistics"),
    epsilon: z.number().positive().default(1e-5).describe("added to the variance"),
  }),
  shape: (_options, input) => {
    if (input.length !== 1 && input.length !== 3) {
      throw new ShapeError(`batchnorm needs an image or a vector, its input is ${formatShape(input)}`);
    }
    return input;
  },
  cost: (_options, input) => ({
    parameters: 2 * (input.at(-1) ?? 0),
    flops: 4 * sizeOf(input),
    activations: sizeOf(input),
  }),
  batchValues: (_options, input) => input.slice(0, -1).reduce((product, n) => product * n, 1),
  create: ({ momentum, epsilon }, { spec, tf, ops }) => {
    const channels = spec.input.at(-1) ?? 1;
    const array = (name: string, role: WeightSpec["role"], value: number): WeightSpec => ({
      name,
      role,
      shape: [channels],
      init: { kind: "constant", value },
    });
    return {
      weights: [
        array("gamma", "parameter", 1),
        array("beta", "parameter", 0),
        array("mean", "state", 0),
        array("variance", "state", 1),
      ],
      apply: (x, weight, pass) => {
        const image = (x.rank === 4 ? x : tf.reshape(x, [x.shape[0], 1, 1, channels])) as Tensor4D;
        const [gamma, beta, mean, variance] = ["gamma", "beta", "mean", "variance"].map(weight) as [
          Tensor1D,
          Tensor1D,
          Tensor1D,
          Tensor1D,
        ];
        const weights = { gamma, beta, mean, variance };
        const y = pass.training
          ? ops.batchNormTrain(image, weights, { epsilon, momentum }, (newMean, newVariance) => {
              pass.setState("mean", newMean);
              pass.setState("variance", newVariance);
            })
          : ops.batchNormInfer(image, weights, epsilon);
        return x.rank === 4 ? y : tf.reshape(y, x.shape);
      },
    };
  },
});
