import type { Dataset, DatasetFacts, Split } from "@infoplane/contracts";
import { Streams } from "@infoplane/engine";
import { digest } from "../subset/digest.ts";
import { channels, paint, side } from "./paint.ts";
import { patterns } from "./patterns.ts";

/** Both parts of a set of patterns: see `textures`. */
export function drawTextures(options: {
  readonly train: number;
  readonly test: number;
  readonly seed: number;
}): Omit<Dataset, keyof DatasetFacts> {
  const streams = new Streams(options.seed);
  const train = draw(streams, "train", options.train);
  const test = draw(streams, "test", options.test);
  return {
    name: "textures",
    classNames: patterns.map((pattern) => pattern.name),
    train,
    test,
    // From 10,000 training samples of seed 0.
    normalisation: { mean: [0.5, 0.5, 0.5], std: [0.21, 0.21, 0.21] },
    digest: digest(train, test),
    source: "generated",
  };
}

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
