import { defineAugmentation, z } from "@infoplane/contracts";
import { imageShape, type ImageShape } from "./image-shape.ts";

/** Mirrors the image left to right with the given probability. One draw per image. */
export const flip = defineAugmentation({
  name: "flip",
  summary: "mirror left to right at random",
  options: z.strictObject({
    probability: z.number().min(0).max(1).default(0.5).describe("probability that an image is mirrored"),
  }),
  positional: ["probability"],
  create({ probability }, input) {
    const sources = mirrored(imageShape("flip", input));
    return (from, into, random) => {
      if (random() >= probability) into.set(from);
      else take(sources, from, into);
    };
  },
});

/** For each value of the mirrored image, its index in the original. */
function mirrored({ height, width, channels }: ImageShape): Uint32Array {
  return Uint32Array.from({ length: height * width * channels }, (_, at) => {
    const channel = at % channels;
    const column = ((at - channel) / channels) % width;
    return at + (width - 1 - 2 * column) * channels;
  });
}

function take(sources: Uint32Array, from: Uint8Array, into: Uint8Array): void {
  for (let at = 0; at < sources.length; at++) into[at] = from[sources[at] ?? 0] ?? 0;
}
