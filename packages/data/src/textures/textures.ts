import { definePlugin, type Split } from "@infoplane/contracts";
import { Streams } from "@infoplane/engine";
import { z } from "zod";
import { digest } from "../subset/digest.ts";
import { channels, paint, side } from "./paint.ts";
import { patterns } from "./patterns.ts";

const facts = { input: [side, side, channels], classes: patterns.length };
const most = 100_000;

/**
 * Ten kinds of pattern in random place, direction, scale and colours, under noise: a linear model can't tell them
 * apart, a small convolutional net can. Sample i of a part is of class i mod 10 and depends on the seed, the part and i
 * only, so a smaller set is the beginning of a larger one. The bytes are the same on every machine.
 */
export const textures = definePlugin({
  kind: "dataset",
  name: "textures",
  summary: "procedural patterns of 10 classes, 32x32x3: needs no files",
  options: z.strictObject({
    train: z.int().min(1).max(most).default(10_000).describe("training samples"),
    test: z.int().min(1).max(most).default(2_000).describe("test samples"),
    seed: z.int().min(0).default(0).describe("which set; not the seed of the runs"),
  }),
  facts: () => facts,
  create(options) {
    const streams = new Streams(options.seed);
    const train = draw(streams, "train", options.train);
    const test = draw(streams, "test", options.test);
    return Promise.resolve({
      name: "textures",
      ...facts,
      classNames: patterns.map((pattern) => pattern.name),
      train,
      test,
      // Of 10,000 training samples of seed 0.
      normalisation: { mean: [0.5, 0.5, 0.5], std: [0.21, 0.21, 0.21] },
      digest: digest(train, test),
      source: "generated",
    });
  },
});

function draw(streams: Streams, part: string, count: number): Split {
  const size = side * side * channels;
  const images = new Uint8Array(count * size);
  const labels = new Uint8Array(count);
  for (let index = 0; index < count; index++) {
    const label = index % patterns.length;
    labels[index] = label;
    paint(label, streams.stream("textures", part, index), images.subarray(index * size, (index + 1) * size));
  }
  return { count, images, labels };
}
