import { defineLayer, formatShape, ShapeError, sizeOf, z } from "@infoplane/contracts";
import type { Tensor1D, Tensor4D } from "@tensorflow/tfjs-core";
import { imageShape } from "./input-shape.ts";

/**
 * Cuts an image into square patches, row by row, and maps each linearly to a token: [h, w, c] -> [(h/p) (w/p), width]
 * (Dosovitskiy et al. 2021, eq. 1). kernel [p, p, c, width] is initially normal with variance 1 / (p p c), bias 0.
 */
export const patchEmbed = defineLayer({
  name: "patch-embed",
  summary: "cuts an image into patches, each mapped linearly to a token",
  positional: ["width"],
  options: z.strictObject({
    width: z.int().positive().describe("features per token"),
    patch: z.int().positive().default(4).describe("height and width of a patch, in pixels; must divide the image's"),
  }),
  shape: ({ width, patch }, input) => {
    const [height, columns] = imageShape("patch-embed", input);
    if (height % patch !== 0 || columns % patch !== 0) {
      throw new ShapeError(
        `patch-embed can't cut ${formatShape(input)} into whole patches of ${patch}x${patch}`,
        "choose a patch that divides height and width",
      );
    }
    return [(height / patch) * (columns / patch), width];
  },
  cost: ({ width, patch }, input, output) => {
    const weights = patch * patch * imageShape("patch-embed", input)[2] * width;
    const tokens = sizeOf(output) / width;
    return {
      parameters: weights + width,
      flops: 2 * weights * tokens + sizeOf(output),
      activations: sizeOf(output),
    };
  },
  create: ({ width, patch }, { spec, tf, ops }) => {
    const channels = imageShape("patch-embed", spec.input)[2];
    const std = 1 / Math.sqrt(patch * patch * channels);
    return {
      weights: [
        { name: "kernel", role: "parameter", shape: [patch, patch, channels, width], init: { kind: "normal", std } },
        { name: "bias", role: "parameter", shape: [width], init: { kind: "constant", value: 0 } },
      ],
      apply: (x, weight) => {
        const tokens = ops.conv2d(x as Tensor4D, weight("kernel") as Tensor4D, patch, "valid");
        return tf.reshape(ops.biasAdd(tokens, weight("bias") as Tensor1D), [x.shape[0], ...spec.output]);
      },
    };
  },
});
