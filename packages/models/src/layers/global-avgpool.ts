import { defineLayer, sizeOf, z } from "@infoplane/contracts";
import { imageShape } from "./input-shape.ts";

export const globalAvgpool = defineLayer({
  name: "global-avgpool",
  summary: "mean over height and width: an image becomes a vector of its channels",
  options: z.strictObject({}),
  shape: (_options, input) => [imageShape("global-avgpool", input)[2]],
  cost: (_options, input, output) => ({ parameters: 0, flops: sizeOf(input), activations: sizeOf(output) }),
  create: (_, { tf }) => ({ weights: [], apply: (x) => tf.mean(x, [1, 2]) }),
});
