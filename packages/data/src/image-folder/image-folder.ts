import { definePlugin, ShapeError, z } from "@infoplane/contracts";
import { localFacts, localOptions } from "../local/local-options.ts";

/**
 * Photographs in folders, a folder a class, in the order of the names. Either `train` and `test` (or `val`) folders hold
 * the classes, or the path does and a share of each class is held out, drawn from a stream of no seed. Images are scaled
 * to `input`, decoded to bytes in memory; normalised by mean and standard deviation of the training images.
 */
export const imageFolder = definePlugin({
  kind: "dataset",
  name: "image-folder",
  summary: "image files in folders, a folder a class",
  options: z.strictObject({
    ...localOptions,
    fit: z
      .enum(["cover", "contain", "fill"])
      .default("cover")
      .describe("how images get the shape: cover cuts the rim off, contain leaves black borders, fill stretches"),
    holdout: z
      .number()
      .gt(0)
      .lt(1)
      .default(0.2)
      .describe("share of each class that is the test part, where there are no train and test folders"),
  }),
  positional: ["path"],
  facts(options) {
    const [, , channels] = options.input;
    if (channels === 1 || channels === 3) return localFacts(options);
    throw new ShapeError(`image-folder gives 1 or 3 channels, not ${channels}`, "write 3 for colours, 1 for grey");
  },
  create: async (options, context) => (await import("./read-image-folder.ts")).readImageFolder(options, context),
});
