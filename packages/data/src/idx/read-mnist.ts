import { join } from "node:path";
import type { DatasetContext, Split } from "@infoplane/contracts";
import { download } from "../files/download.ts";
import { remedyFor } from "../files/find-files.ts";
import { obtain, type RemoteFileSet } from "../files/obtain.ts";
import { damaged, messages } from "../messages.ts";
import { digest } from "../subset/digest.ts";
import type { ReadSet, Sizes } from "../subset/sizes.ts";
import { take } from "../subset/take.ts";
import { idxFiles } from "./idx-files.ts";
import type { KnownPart, MnistFamily } from "./mnist-like.ts";
import { readIdxPart } from "./read-idx-part.ts";

type ImageShape = readonly [height: number, width: number, channels: number];

/** The first samples of each class of a set, which is fetched if it is not on this machine. */
export async function readMnist(
  family: MnistFamily,
  input: ImageShape,
  sizes: Sizes,
  context: DatasetContext,
): Promise<ReadSet> {
  const { paths, directory, source } = await obtain(fileSet(family), context);
  const [trainImages = "", trainLabels = "", testImages = "", testLabels = ""] = paths;
  const train = await readPart(family, family.train, input, trainImages, trainLabels, directory, sizes.train);
  const test = await readPart(family, family.test, input, testImages, testLabels, directory, sizes.test);
  return { train, test, digest: digest(train, test), source };
}

async function readPart(
  family: MnistFamily,
  part: KnownPart,
  input: ImageShape,
  imagePath: string,
  labelPath: string,
  directory: string,
  n: number,
): Promise<Split> {
  const { images, labels } = await readIdxPart(imagePath, labelPath, input, part.count);
  const remedy = remedyFor(directory);
  const classes = family.classNames.length;
  const bad = labels.findIndex((label) => label >= classes);
  if (bad >= 0) throw damaged(messages.wrongLabel(labelPath, bad, labels[bad] ?? 0, classes, remedy));
  const begins = labels.subarray(0, part.begins.length).join(" ");
  const expected = part.begins.join(" ");
  if (begins !== expected) throw damaged(messages.otherSet(labelPath, family.title, expected, begins, remedy));
  return take(images, labels, input[0] * input[1], n);
}

function fileSet(family: MnistFamily): RemoteFileSet {
  const { train, test } = family;
  const md5s = [train.md5.images, train.md5.labels, test.md5.images, test.md5.labels];
  const files = idxFiles();
  const gzipped = files.map(([name]) => `${name}.gz`);
  return {
    title: family.title,
    folder: family.name,
    ...(family.otherFolders && { otherFolders: family.otherFolders }),
    ...(family.installed && { installed: family.installed }),
    files,
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
