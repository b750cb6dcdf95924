import { defineAugmentation, z } from "@infoplane/contracts";
import { imageShape } from "./image-shape.ts";

/**
 * Pads every side with `pad` pixels of value 0 (black, before normalisation) and cuts out a window of the old size at a
 * random position: torchvision's RandomCrop(size, padding=pad). Two draws per image: top, then left.
 */
export const crop = defineAugmentation({
  name: "crop",
  summary: "pad with black, then cut out a window of the original size at random",
  options: z.strictObject({
    pad: z.int().min(1).max(128).default(4).describe("pixels added on every side"),
  }),
  positional: ["pad"],
  create({ pad }, input) {
    const { height, width, channels } = imageShape("crop", input);
    const row = width * channels;
    const places = 2 * pad + 1;
    return (from, into, random) => {
      const down = Math.floor(random() * places) - pad;
      const right = Math.floor(random() * places) - pad;
      const left = Math.max(0, right);
      const end = Math.min(width, width + right);
      into.fill(0);
      for (let y = Math.max(0, -down); y < Math.min(height, height - down) && left < end; y++) {
        const start = (y + down) * row;
        into.set(from.subarray(start + left * channels, start + end * channels), y * row + (left - right) * channels);
      }
    };
  },
});
