import { join } from "node:path";
import { definePlugin, type DatasetPlugin, type Split } from "@infoplane/contracts";
import { remedyFor } from "../files/find-files.ts";
import type { RemoteFileSet } from "../files/obtain.ts";
import { damaged, messages } from "../messages.ts";
import { digest } from "../subset/digest.ts";
import { sizes } from "../subset/sizes.ts";
import { take } from "../subset/take.ts";
import { idxFiles } from "./idx-files.ts";
import { readIdxPart } from "./read-idx-part.ts";

const input = [28, 28, 1] as const;

/** A known data set in the four IDX files of MNIST; which one it is only its content tells. */
export interface MnistFamily {
  readonly name: string;
  readonly title: string;
  readonly summary: string;
  readonly classNames: readonly string[];
  readonly mean: number;
  readonly std: number;
  readonly train: KnownPart;
  readonly test: KnownPart;
  /** Directory of the gzipped files, ending in a slash. */
  readonly base: string;
  readonly otherFolders?: readonly string[];
  readonly installed?: readonly string[];
}

export interface KnownPart {
  readonly count: number;
  readonly md5: { readonly images: string; readonly labels: string };
  /** First labels of the official file: tells the sets apart that share these file names. */
  readonly begins: readonly number[];
}

/** The plugin of such a data set: 28x28x1. */
export function mnistLike(family: MnistFamily): DatasetPlugin {
  const facts = { input, classes: family.classNames.length };
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
  family: MnistFamily,
  part: KnownPart,
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
      const { download } = await import("../files/download.ts");
      for (const [index, name] of gzipped.entries()) {
        await download({ url: new URL(name, family.base).href, md5: md5s[index] ?? "" }, join(into, name), context);
      }
    },
  };
}
