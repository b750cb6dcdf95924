import { defineLayer, formatShape, ShapeError, sizeOf, z, type Shape, type WeightSpec } from "@infoplane/contracts";
import type { Tensor1D } from "@tensorflow/tfjs-core";

/**
 * Fully connected: [in] -> [units], or [tokens, in] -> [tokens, units] with the same weights for each token,
 * y = x W + b; kernel [in, units] is initially He normal, bias 0.
 */
export const dense = defineLayer({
  name: "dense",
  summary: "fully connected layer",
  positional: ["units"],
  options: z.strictObject({
    units: z.int().positive().describe("output features"),
    bias: z.boolean().default(true),
  }),
  shape: ({ units }, input) => {
    if (input.length !== 1 && input.length !== 2) {
      throw new ShapeError(
        `dense needs a vector or tokens, its input is ${formatShape(input)}`,
        "put flatten or global-avgpool before it",
      );
    }
    return [...input.slice(0, -1), units];
  },
  cost: ({ units, bias }, input, output) => ({
    parameters: featuresOf(input) * units + (bias ? units : 0),
    flops: 2 * sizeOf(input) * units + (bias ? sizeOf(output) : 0),
    activations: sizeOf(output),
  }),
  create: ({ units, bias }, { spec, tf, ops }) => {
    const features = featuresOf(spec.input);
    const weights: WeightSpec[] = [
      { name: "kernel", role: "parameter", shape: [features, units], init: { kind: "he", fanIn: features } },
    ];
    if (bias) weights.push({ name: "bias", role: "parameter", shape: [units], init: { kind: "constant", value: 0 } });
    return {
      weights,
      apply: (x, weight) => {
        const rows = x.rank === 2 ? x : tf.reshape(x, [-1, features]);
        const product = ops.matMul(rows, weight("kernel"));
        const y = bias ? ops.biasAdd(product, weight("bias") as Tensor1D) : product;
        return x.rank === 2 ? y : tf.reshape(y, [x.shape[0], ...spec.output]);
      },
    };
  },
});

const featuresOf = (input: Shape): number => input.at(-1) ?? 1;
