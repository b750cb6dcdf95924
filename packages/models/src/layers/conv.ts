import { defineLayer, sizeOf, z, type WeightSpec } from "@infoplane/contracts";
import type { Tensor1D, Tensor4D } from "@tensorflow/tfjs-core";
import { imageShape, windowedImage } from "./input-shape.ts";

/** 2-d convolution: [h, w, in] -> [h', w', filters]; kernel [k, k, in, filters] is initially He normal, bias 0. */
export const conv = defineLayer({
  name: "conv",
  summary: "2-d convolution",
  positional: ["filters"],
  options: z.strictObject({
    filters: z.int().positive().describe("output channels"),
    kernel: z.int().positive().default(3).describe("height and width of the kernel"),
    stride: z.int().positive().default(1),
    padding: z.enum(["same", "valid"]).default("same"),
    bias: z.boolean().default(true),
  }),
  shape: ({ filters, kernel, stride, padding }, input) => {
    const image = imageShape("conv", input);
    return [...windowedImage("conv", image, { size: kernel, stride, padding }), filters];
  },
  cost: ({ filters, kernel, bias }, input, output) => {
    const weights = kernel * kernel * imageShape("conv", input)[2] * filters;
    const positions = sizeOf(output) / filters;
    return {
      parameters: weights + (bias ? filters : 0),
      flops: 2 * weights * positions + (bias ? sizeOf(output) : 0),
      activations: sizeOf(output),
    };
  },
  create: ({ filters, kernel, stride, padding, bias }, { spec, ops }) => {
    const channels = imageShape("conv", spec.input)[2];
    const weights: WeightSpec[] = [
      {
        name: "kernel",
        role: "parameter",
        shape: [kernel, kernel, channels, filters],
        init: { kind: "he", fanIn: kernel * kernel * channels },
      },
    ];
    if (bias) weights.push({ name: "bias", role: "parameter", shape: [filters], init: { kind: "constant", value: 0 } });
    return {
      weights,
      apply: (x, weight) => {
        const y = ops.conv2d(x as Tensor4D, weight("kernel") as Tensor4D, stride, padding);
        return bias ? ops.biasAdd(y, weight("bias") as Tensor1D) : y;
      },
    };
  },
});
