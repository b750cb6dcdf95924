import { defineLayer, sizeOf, z, type LayerPlugin } from "@infoplane/contracts";
import type { Tensor4D } from "@tensorflow/tfjs-core";
import { imageShape, windowedImage } from "./input-shape.ts";

const options = z.strictObject({
  size: z.int().positive().default(2).describe("height and width of the window"),
  stride: z.int().positive().optional().describe("distance between two windows; the size by default"),
  padding: z.enum(["same", "valid"]).default("valid"),
});

function pool(name: string, summary: string, op: "maxPool" | "avgPool"): LayerPlugin {
  return defineLayer({
    name,
    summary,
    positional: ["size"],
    options,
    shape: ({ size, stride = size, padding }, input) => {
      const image = imageShape(name, input);
      return [...windowedImage(name, image, { size, stride, padding }), image[2]];
    },
    cost: ({ size }, _input, output) => ({
      parameters: 0,
      flops: size * size * sizeOf(output),
      activations: sizeOf(output),
    }),
    create: ({ size, stride = size, padding }, { ops }) => ({
      weights: [],
      apply: (x) => ops[op](x as Tensor4D, size, stride, padding),
    }),
  });
}

export const maxpool = pool("maxpool", "largest value of each window", "maxPool");
export const avgpool = pool("avgpool", "mean of each window", "avgPool");
