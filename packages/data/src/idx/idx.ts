import { defineDataset, z } from "@infoplane/contracts";
import { arrayOptions, localFacts, localOptions } from "../local/local-options.ts";

/**
 * A directory in the layout of MNIST: train-images-idx3-ubyte, train-labels-idx1-ubyte and the same for t10k (or test),
 * raw or gzipped, unsigned bytes: Kuzushiji-MNIST and others. Colour images are idx4. Normalised by mean and standard
 * deviation of the training images.
 */
export const idx = defineDataset({
  name: "idx",
  summary: "a directory of IDX files in the layout of MNIST",
  options: z.strictObject({
    ...localOptions,
    ...arrayOptions,
    input: localOptions.input.default([28, 28, 1]).describe("shape of an image: height x width x channels"),
    classes: localOptions.classes.default(10).describe("how many classes"),
    prefix: z.string().default("").describe("what the file names begin with, as `emnist-balanced-`"),
  }),
  positional: ["path"],
  facts: localFacts,
  create: async (options, context) => (await import("./read-idx-folder.ts")).readIdxFolder(options, context),
});
