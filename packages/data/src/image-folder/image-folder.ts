import { join } from "node:path";
import { definePlugin, ShapeError } from "@infoplane/contracts";
import { Streams } from "@infoplane/engine";
import { z } from "zod";
import { localDataset } from "../local/local-dataset.ts";
import { localFacts, localOptions } from "../local/local-options.ts";
import { locate } from "../local/locate.ts";
import { damaged, messages } from "../messages.ts";
import { stratified } from "../subset/stratified.ts";
import type { ImageList } from "./list-images.ts";

/** What the folder of test images may be called. */
const testFolders = ["test", "val", "valid", "validation"];
/** Every arm and every seed is tested on the same images: hence not the run's seed. */
const splitSeed = 0;

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
  async create(options, context) {
    const found = await locate(options.path, context);
    if (found.kind === "file") throw damaged(messages.notADirectory(found.path));
    const [{ foldersOf, listImages }, { decodeImages }] = await Promise.all([
      import("./list-images.ts"),
      import("./decode-images.ts"),
    ]);
    const folders = await foldersOf(found.path);
    const testFolder = testFolders.find((name) => folders.includes(name));
    const split = folders.includes("train") && testFolder !== undefined;
    const trainRoot = split ? join(found.path, "train") : found.path;
    const classNames = split ? await foldersOf(trainRoot) : folders;
    if (classNames.length !== options.classes) {
      throw damaged(messages.wrongFolders(trainRoot, options.classes, classNames));
    }
    const all = await listImages(trainRoot, classNames);
    const empty = classNames.find((_, label) => !all.labels.includes(label));
    if (empty !== undefined) throw damaged(messages.emptyFolder(join(trainRoot, empty)));
    const lists = split
      ? { train: all, test: await listImages(join(found.path, testFolder), classNames) }
      : holdOut(all, options.holdout);
    const part = async ({ directory, files, labels }: ImageList) => ({
      images: await decodeImages(files, options.input, options.fit, context),
      labels,
      from: directory,
    });
    const parts = { train: await part(lists.train), test: await part(lists.test) };
    return localDataset("image-folder", options, parts, { classNames, source: found.path });
  },
});

function holdOut(all: ImageList, share: number): { readonly train: ImageList; readonly test: ImageList } {
  const { directory, files, labels } = all;
  const n = Math.round(share * files.length);
  const chosen = new Set(stratified(labels, n, new Streams(splitSeed).stream("holdout").permutation(files.length)));
  const pick = (test: boolean): ImageList => ({
    directory,
    files: files.filter((_, index) => chosen.has(index) === test),
    labels: labels.filter((_, index) => chosen.has(index) === test),
  });
  return { train: pick(false), test: pick(true) };
}
