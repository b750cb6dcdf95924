import { defineLayer, sizeOf, z } from "@infoplane/contracts";
import type { Tensor4D } from "@tensorflow/tfjs-core";
import { imageShape } from "./input-shape.ts";

/** Bilinear interpolation to another height and width, with aligned corners. */
export const resize = defineLayer({
  name: "resize",
  summary: "an image of another height and width, by bilinear interpolation",
  positional: ["height", "width"],
  options: z.strictObject({
    height: z.int().positive().describe("rows of the output"),
    width: z.int().positive().describe("columns of the output"),
  }),
  shape: ({ height, width }, input) => [height, width, imageShape("resize", input)[2]],
  cost: (_options, _input, output) => ({ parameters: 0, flops: 6 * sizeOf(output), activations: sizeOf(output) }),
  create: ({ height, width }, { tf }) => ({
    weights: [],
    apply: (x) => tf.image.resizeBilinear(x as Tensor4D, [height, width], true),
  }),
});
