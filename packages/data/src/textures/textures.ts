import { defineDataset, z } from "@infoplane/contracts";

const facts = { input: [32, 32, 3], classes: 10 };
const most = 100_000;

/**
 * Ten kinds of pattern with random position, direction, scale and colours, under noise: a linear model can't tell them
 * apart, a small convolutional network can. Sample i of a part has class i mod 10 and depends only on the seed, the
 * part and i, so a smaller set is a prefix of a larger one. The bytes are the same on every machine.
 */
export const textures = defineDataset({
  name: "textures",
  summary: "procedural patterns of 10 classes, 32x32x3: needs no files",
  options: z.strictObject({
    train: z.int().min(1).max(most).default(10_000).describe("training samples"),
    test: z.int().min(1).max(most).default(2_000).describe("test samples"),
    seed: z.int().min(0).default(0).describe("which set; not the seed of the runs"),
  }),
  facts: () => facts,
  create: async (options) => ({ ...facts, ...(await import("./draw-textures.ts")).drawTextures(options) }),
});
