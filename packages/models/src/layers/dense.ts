import { definePlugin, formatShape, ShapeError, sizeOf, type WeightSpec } from "@infoplane/contracts";
import { biasAdd, tensors } from "@infoplane/engine";
import type { Tensor1D } from "@tensorflow/tfjs-core";
import { z } from "zod";

/** Fully connected: [in] -> [units], y = x W + b; kernel [in, units] starts as He normal, bias as 0. */
export const dense = definePlugin({
  kind: "layer",
  name: "dense",
  summary: "fully connected layer",
  positional: ["units"],
  options: z.strictObject({
    units: z.int().positive().describe("output features"),
    bias: z.boolean().default(true),
  }),
  shape: ({ units }, input) => {
    if (input.length !== 1) {
      throw new ShapeError(
        `dense needs a vector, its input is ${formatShape(input)}`,
        "put flatten or global-avgpool before it",
      );
    }
    return [units];
  },
  cost: ({ units, bias }, input) => ({
    parameters: sizeOf(input) * units + (bias ? units : 0),
    flops: 2 * sizeOf(input) * units + (bias ? units : 0),
    activations: units,
  }),
  create: ({ units, bias }, { spec }) => {
    const features = sizeOf(spec.input);
    const weights: WeightSpec[] = [
      { name: "kernel", role: "parameter", shape: [features, units], init: { kind: "he", fanIn: features } },
    ];
    if (bias) weights.push({ name: "bias", role: "parameter", shape: [units], init: { kind: "constant", value: 0 } });
    return {
      weights,
      apply: (x, weight) => {
        const y = tensors().matMul(x, weight("kernel"));
        return bias ? biasAdd(y, weight("bias") as Tensor1D) : y;
      },
    };
  },
});
