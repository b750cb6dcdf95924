import { defineDataset, z } from "@infoplane/contracts";
import { arrayOptions, localFacts, localOptions } from "../local/local-options.ts";

const usual = ["x_train", "y_train", "x_test", "y_test"] as const;

/**
 * Arrays as NumPy saves them: one .npz file, or a directory of .npy files. Images [n, height, width, channels], or [n,
 * height, width] for one channel: uint8, or floats in 0..1 and booleans, which are converted to the 256 values of a
 * byte. Labels [n] or [n, 1]: integers from `first-label` on. Normalised by mean and standard deviation of the training
 * images.
 */
export const npz = defineDataset({
  name: "npz",
  summary: "NumPy arrays: an .npz file, or a directory of .npy files",
  options: z.strictObject({
    ...localOptions,
    ...arrayOptions,
    arrays: z
      .tuple([z.string(), z.string(), z.string(), z.string()])
      .default([...usual])
      .describe("names of the arrays: training images, training labels, test images, test labels"),
  }),
  positional: ["path"],
  facts: localFacts,
  create: async (options, context) => (await import("./read-npz.ts")).readNpz(options, context),
});
