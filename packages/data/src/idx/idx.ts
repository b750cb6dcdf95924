import { definePlugin } from "@infoplane/contracts";
import { z } from "zod";
import { findIn } from "../files/find-files.ts";
import { localDataset } from "../local/local-dataset.ts";
import { localFacts, localOptions } from "../local/local-options.ts";
import { locate } from "../local/locate.ts";
import { damaged, messages, unavailable } from "../messages.ts";
import { idxFiles } from "./idx-files.ts";
import { readIdxPart } from "./read-idx-part.ts";

/**
 * A directory in the layout of MNIST: train-images-idx3-ubyte, train-labels-idx1-ubyte and the same for t10k (or test),
 * raw or gzipped, unsigned bytes: Kuzushiji-MNIST and others. Colour images are idx4. Normalised by mean and standard
 * deviation of the training images.
 */
export const idx = definePlugin({
  kind: "dataset",
  name: "idx",
  summary: "a directory of IDX files in the layout of MNIST",
  options: z.strictObject({
    ...localOptions,
    input: localOptions.input.default([28, 28, 1]).describe("shape of an image: height x width x channels"),
    classes: localOptions.classes.default(10).describe("how many classes"),
    prefix: z.string().default("").describe("what the file names begin with, as `emnist-balanced-`"),
  }),
  positional: ["path"],
  facts: localFacts,
  async create(options, context) {
    const found = await locate(options.path, context);
    if (found.kind === "file") throw damaged(messages.notADirectory(found.path));
    const [height, width, channels] = options.input;
    const files = idxFiles(options.prefix, channels === 1 ? 3 : 4);
    const set = { title: `the IDX set ${options.path}`, folder: ".", files };
    const all = await findIn(set, { directories: [found.path], source: found.path });
    if (!all)
      throw unavailable(
        messages.noneOf(
          found.path,
          files.map(([name]) => name),
        ),
      );
    const [trainImages = "", trainLabels = "", testImages = "", testLabels = ""] = all.paths;
    const read = async (images: string, labels: string) => ({
      ...(await readIdxPart(images, labels, [height, width, channels])),
      from: labels,
    });
    const parts = { train: await read(trainImages, trainLabels), test: await read(testImages, testLabels) };
    return localDataset("idx", options, parts, { source: found.path });
  },
});
