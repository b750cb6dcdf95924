import type { Dataset, Shape, Split } from "@infoplane/contracts";

const input: Shape = [4, 4, 3];

/** A small set of distinct images: the first two bytes of an image are its index. */
export function toyDataset(train: number, test: number): Dataset {
  return {
    name: "toy",
    input,
    classes: 3,
    classNames: ["a", "b", "c"],
    train: toySplit(train),
    test: toySplit(test),
    normalisation: { mean: [0.5, 0.4, 0.3], std: [0.2, 0.25, 0.5] },
    digest: "toy",
    source: "generated",
  };
}

function toySplit(count: number): Split {
  const images = Uint8Array.from({ length: count * 48 }, (_, i) => (i * 37 + (i >> 4)) & 0xff);
  for (let i = 0; i < count; i++) images.set([i & 0xff, i >> 8], i * 48);
  return { count, images, labels: Uint8Array.from({ length: count }, (_, i) => (i * i) % 3) };
}
