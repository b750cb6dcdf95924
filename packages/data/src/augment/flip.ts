import { definePlugin } from "@infoplane/contracts";
import { z } from "zod";
import { imageShape } from "./image-shape.ts";

/** Mirrors the image left to right with the given probability. One draw an image. */
export const flip = definePlugin({
  kind: "augmentation",
  name: "flip",
  summary: "mirror left to right at random",
  options: z.strictObject({
    probability: z.number().min(0).max(1).default(0.5).describe("how likely an image is mirrored"),
  }),
  positional: ["probability"],
  create({ probability }, input) {
    const { height, width, channels } = imageShape("flip", input);
    const row = width * channels;
    return (from, into, random) => {
      if (random() >= probability) {
        into.set(from);
        return;
      }
      for (let y = 0; y < height; y++) {
        let at = y * row;
        for (let pixel = at + row - channels; pixel >= y * row; pixel -= channels) {
          for (let c = 0; c < channels; c++) into[at++] = from[pixel + c] ?? 0;
        }
      }
    };
  },
});
