import { join } from "node:path";
import type { Dataset, DatasetContext } from "@infoplane/contracts";
import { Streams } from "@infoplane/engine";
import { localDataset } from "../local/local-dataset.ts";
import type { LocalAsk } from "../local/local-options.ts";
import { locate } from "../local/locate.ts";
import { damaged, messages } from "../messages.ts";
import { stratified } from "../subset/stratified.ts";
import { decodeImages, type Fit } from "./decode-images.ts";
import { foldersOf, listImages, type ImageList } from "./list-images.ts";

/** What the folder of test images may be called. */
const testFolders = ["test", "val", "valid", "validation"];
/** Every arm and every seed is tested on the same images: hence not the run's seed. */
const splitSeed = 0;

/** The data set of a folder of images. */
export async function readImageFolder(
  options: LocalAsk & { readonly fit: Fit; readonly holdout: number },
  context: DatasetContext,
): Promise<Dataset> {
  const found = await locate(options.path, context);
  if (found.kind === "file") throw damaged(messages.notADirectory(found.path));
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
}

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
