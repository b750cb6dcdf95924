import { join } from "node:path";
import { definePlugin, type DatasetPlugin, type Split } from "@infoplane/contracts";
import { download } from "../files/download.ts";
import { remedyFor } from "../files/find-files.ts";
import type { RemoteFileSet } from "../files/obtain.ts";
import { damaged, messages } from "../messages.ts";
import { digest } from "../subset/digest.ts";
import { sizes } from "../subset/sizes.ts";
import { stratified } from "../subset/stratified.ts";
import { readIdx } from "./read-idx.ts";

const side = 28;
const classes = 10;

/** A data set in the four IDX files of MNIST; which one it is only its content tells. */
export interface IdxFamily {
  readonly name: string;
  readonly title: string;
  readonly summary: string;
  readonly classNames: readonly string[];
  readonly mean: number;
  readonly std: number;
  readonly train: IdxPart;
  readonly test: IdxPart;
  /** Directory of the gzipped files, ending in a slash. */
  readonly base: string;
  readonly otherFolders?: readonly string[];
  readonly installed?: readonly string[];
}

export interface IdxPart {
  readonly count: number;
  readonly md5: { readonly images: string; readonly labels: string };
  /** First labels of the official file: tells the sets apart that share these file names. */
  readonly begins: readonly number[];
}

const fileNames = ["train-images-idx3", "train-labels-idx1", "t10k-images-idx3", "t10k-labels-idx1"] as const;

/** The plugin of such a data set: 28x28x1, 10 classes. */
export function idxDataset(family: IdxFamily): DatasetPlugin {
  const facts = { input: [side, side, 1], classes };
  return definePlugin({
    kind: "dataset",
    name: family.name,
    summary: family.summary,
    options: sizes(family.train.count, family.test.count),
    facts: () => facts,
    async create(options, context) {
      const { obtain } = await import("../files/obtain.ts");
      const found = await obtain(fileSet(family), context);
      const [trainImages = "", trainLabels = "", testImages = "", testLabels = ""] = found.paths;
      const train = await readPart(family, family.train, trainImages, trainLabels, found.directory, options.train);
      const test = await readPart(family, family.test, testImages, testLabels, found.directory, options.test);
      return {
        name: family.name,
        ...facts,
        classNames: family.classNames,
        train,
        test,
        normalisation: { mean: [family.mean], std: [family.std] },
        digest: digest(train, test),
        source: found.source,
      };
    },
  });
}

async function readPart(
  family: IdxFamily,
  part: IdxPart,
  imagePath: string,
  labelPath: string,
  directory: string,
  n: number,
): Promise<Split> {
  const labels = await readIdx(labelPath, [part.count]);
  const remedy = remedyFor(directory);
  const bad = labels.findIndex((label) => label >= classes);
  if (bad >= 0) throw damaged(messages.wrongLabel(labelPath, bad, labels[bad] ?? 0, classes, remedy));
  const begins = labels.subarray(0, part.begins.length).join(" ");
  const expected = part.begins.join(" ");
  if (begins !== expected) throw damaged(messages.otherSet(labelPath, family.title, expected, begins, remedy));
  const images = await readIdx(imagePath, [part.count, side, side]);
  return take(images, labels, n);
}

function take(images: Uint8Array, labels: Uint8Array, n: number): Split {
  const size = side * side;
  const chosen = stratified(labels, n);
  const taken = new Uint8Array(n * size);
  chosen.forEach((index, row) => taken.set(images.subarray(index * size, (index + 1) * size), row * size));
  return { count: n, images: taken, labels: Uint8Array.from(chosen, (index) => labels[index] ?? 0) };
}

function fileSet(family: IdxFamily): RemoteFileSet {
  const { train, test } = family;
  const md5s = [train.md5.images, train.md5.labels, test.md5.images, test.md5.labels];
  const gzipped = fileNames.map((name) => `${name}-ubyte.gz`);
  return {
    title: family.title,
    folder: family.name,
    ...(family.otherFolders && { otherFolders: family.otherFolders }),
    ...(family.installed && { installed: family.installed }),
    files: fileNames.map((name) => [`${name}-ubyte`, `${name}-ubyte.gz`, `${name.replace("-idx", ".idx")}-ubyte`]),
    origin: family.base,
    remedy:
      `put ${gzipped.join(", ")} from ${family.base} into a directory and name it with --data-dir` +
      (family.installed ? `, or install the system package that provides ${family.installed.join(", ")}` : ""),
    async fetch(into, context) {
      for (const [index, name] of gzipped.entries()) {
        await download({ url: new URL(name, family.base).href, md5: md5s[index] ?? "" }, join(into, name), context);
      }
    },
  };
}
