import { rm } from "node:fs/promises";
import { join } from "node:path";
import { definePlugin, type DatasetPlugin } from "@infoplane/contracts";
import { download, type RemoteFile } from "../files/download.ts";
import { extractTar } from "../files/extract-tar.ts";
import type { RemoteFileSet } from "../files/obtain.ts";
import { digest } from "../subset/digest.ts";
import { sizes } from "../subset/sizes.ts";
import { classes, readRecords, side, takeRecords } from "./records.ts";

const folder = "cifar-10-batches-bin";
const trainFiles = [1, 2, 3, 4, 5].map((n) => `data_batch_${n}.bin`);
const testFile = "test_batch.bin";
const official: RemoteFile = {
  url: "https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz",
  md5: "c32a1d4ab5d03f1284b67883e8d87530",
};

/** CIFAR-10 (Krizhevsky 2009) in its binary layout, fetched from `archive` when it is not on this machine. */
export function cifar10From(archive: RemoteFile): DatasetPlugin {
  return definePlugin({
    kind: "dataset",
    name: "cifar10",
    summary: "CIFAR-10: 50,000 + 10,000 colour photographs of 10 classes, 32x32x3",
    options: sizes(50_000, 10_000),
    facts: () => ({ input: [side, side, 3], classes }),
    async create(options, context) {
      const { obtain } = await import("../files/obtain.ts");
      const found = await obtain(fileSet(archive), context);
      const parts = await Promise.all(found.paths.map(readRecords));
      const train = takeRecords(parts.slice(0, trainFiles.length), options.train);
      const test = takeRecords(parts.slice(trainFiles.length), options.test);
      return {
        name: "cifar10",
        input: [side, side, 3],
        classes,
        classNames: ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"],
        train,
        test,
        // Mean and standard deviation over all pixels of the 50,000 training images.
        normalisation: { mean: [0.4914, 0.4822, 0.4465], std: [0.247, 0.2435, 0.2616] },
        digest: digest(train, test),
        source: found.source,
      };
    },
  });
}

export const cifar10 = cifar10From(official);

function fileSet(archive: RemoteFile): RemoteFileSet {
  const names = [...trainFiles, testFile];
  return {
    title: "CIFAR-10",
    folder,
    files: names.map((name) => [name] as const),
    origin: archive.url,
    remedy:
      `unpack ${archive.url} and name the directory that holds ${folder} with --data-dir, ` +
      "or write `offline textures` in the dataset's braces to go on with a stand-in",
    async fetch(into, context) {
      const path = join(into, "cifar-10-binary.tar.gz");
      await download(archive, path, context);
      context.report("unpacking CIFAR-10");
      await extractTar(path, new Map(names.map((name) => [`${folder}/${name}`, name])), into);
      await rm(path);
    },
  };
}
