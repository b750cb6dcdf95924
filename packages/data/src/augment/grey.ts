import { defineAugmentation, ShapeError, z } from "@infoplane/contracts";
import { imageShape } from "./image-shape.ts";
import { luma } from "./luma.ts";

/** Removes the colours with the given probability: every channel becomes the luma (rounded). One draw per image. */
export const grey = defineAugmentation({
  name: "grey",
  summary: "remove the colours at random",
  options: z.strictObject({
    probability: z.number().min(0).max(1).default(0.2).describe("probability that an image loses its colours"),
  }),
  positional: ["probability"],
  create({ probability }, input) {
    const { channels } = imageShape("grey", input);
    if (channels !== 3) throw new ShapeError(`grey needs 3 channels, and the data set has ${channels}`);
    return (from, into, random) => {
      if (random() >= probability) {
        into.set(from);
        return;
      }
      for (let at = 0; at < from.length; at += 3) {
        into.fill(Math.round(luma(from[at] ?? 0, from[at + 1] ?? 0, from[at + 2] ?? 0)), at, at + 3);
      }
    };
  },
});
