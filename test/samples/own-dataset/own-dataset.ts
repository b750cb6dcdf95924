import { createHash } from "node:crypto";
import { defineDataset, z, type Plugin, type Split } from "@infoplane/contracts";

const side = 8;
const facts = { input: [side, side, 1], classes: 2 };

/** Bright bars on dark ground: across in class 0, upright in class 1, in each place in turn, under noise. */
export const bars = defineDataset({
  name: "bars",
  summary: "bars across or upright, 8x8x1, generated",
  options: z.strictObject({
    train: z.int().min(2).default(256).describe("training samples"),
    test: z.int().min(2).default(128).describe("test samples"),
  }),
  facts: () => facts,
  create: ({ train, test }, context) => {
    // One stream per part: a smaller set is the beginning of a larger one.
    const draw = (part: string, count: number): Split => {
      const random = context.draw("bars", part);
      const labels = Uint8Array.from({ length: count }, (_, index) => index % 2);
      const images = new Uint8Array(count * side * side);
      for (let at = 0; at < images.length; at++) {
        const index = Math.floor(at / (side * side));
        const [row, column] = [Math.floor(at / side) % side, at % side];
        const place = labels[index] === 0 ? row : column;
        images[at] = (place === Math.floor(index / 2) % side ? 155 : 0) + random.integer(100);
      }
      return { count, images, labels };
    };
    const parts = { train: draw("train", train), test: draw("test", test) };
    const hash = createHash("sha256");
    for (const { images, labels } of Object.values(parts)) hash.update(images).update(labels);
    return Promise.resolve({
      ...facts,
      ...parts,
      name: "bars",
      classNames: ["across", "upright"],
      normalisation: { mean: [0.27], std: [0.23] },
      digest: hash.digest("hex"),
      source: "generated",
    });
  },
});

export const plugins: Plugin[] = [bars];
