import { defineDataset, formatShape, ShapeError, z } from "@infoplane/contracts";
import { localFacts, localOptions } from "../local/local-options.ts";

/**
 * Photographs in folders, one folder per class, in the order of the names. Either `train` and `test` (or `val`) folders
 * hold the classes, or the path does and a share of each class is held out, drawn independently of the seed. Images are
 * rotated according to their EXIF orientation, scaled to `input`, decoded to bytes in memory; normalised by mean and
 * standard deviation of the training images. Skipped files are counted.
 */
export const imageFolder = defineDataset({
  name: "image-folder",
  summary: "image files in folders, one folder per class",
  options: z.strictObject({
    ...localOptions,
    fit: z
      .enum(["cover", "contain", "fill"])
      .default("cover")
      .describe(
        "how images are fitted to the shape: cover cuts off the edges, contain leaves black borders, fill stretches",
      ),
    holdout: z
      .number()
      .gt(0)
      .lt(1)
      .default(0.2)
      .describe("share of each class used as the test part, if there are no train and test folders"),
    "test-folder": z
      .string()
      .min(1)
      .optional()
      .describe(
        "the folder of the test part, next to that of train; the first of test, val, valid, validation with the classes",
      ),
  }),
  positional: ["path"],
  facts(options) {
    const [height, width, channels] = options.input;
    if (channels === 1 || channels === 3) return localFacts(options);
    const isChannelsFirst = height === 1 || height === 3;
    const hint = isChannelsFirst
      ? `channels come last: write ${formatShape([width, channels, height])}`
      : "write 3 for colours, 1 for grey";
    throw new ShapeError(`image-folder gives 1 or 3 channels, not ${channels}`, hint);
  },
  create: async (options, context) => (await import("./read-image-folder.ts")).readImageFolder(options, context),
});
