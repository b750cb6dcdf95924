import { rm } from "node:fs/promises";
import { basename, join } from "node:path";
import type { DatasetContext } from "@infoplane/contracts";
import { download, type RemoteFile } from "../files/download.ts";
import { extractTar } from "../files/extract-tar.ts";
import { obtain, type RemoteFileSet } from "../files/obtain.ts";
import { digest } from "../subset/digest.ts";
import type { ReadSet, Sizes } from "../subset/sizes.ts";
import { testImages, trainImages, type CifarFamily } from "./cifar.ts";
import { readRecords, takeRecords, type RecordLayout, type Records } from "./records.ts";

/** The first samples of each class of a set, which is fetched from `archive` when it is not on this machine. */
export async function readCifar(
  family: CifarFamily,
  archive: RemoteFile,
  sizes: Sizes,
  context: DatasetContext,
): Promise<ReadSet> {
  const { trainFiles, classNames } = family;
  const layout = (count: number): RecordLayout => ({ ...family.labels, count, classes: classNames.length });
  const { paths, source } = await obtain(fileSet(family, archive), context);
  const parts: Records[] = [];
  // In turn: of several damaged files the first one is named.
  for (const [file, path] of paths.entries()) {
    const count = file < trainFiles.length ? trainImages / trainFiles.length : testImages;
    parts.push(await readRecords(path, layout(count)));
  }
  const train = takeRecords(parts.slice(0, trainFiles.length), sizes.train);
  const test = takeRecords(parts.slice(trainFiles.length), sizes.test);
  return { train, test, digest: digest(train, test), source };
}

function fileSet({ title, folder, otherwise, ...family }: CifarFamily, archive: RemoteFile): RemoteFileSet {
  const names = [...family.trainFiles, family.testFile];
  return {
    title,
    folder,
    files: names.map((name) => [name] as const),
    origin: archive.url,
    remedy:
      `unpack ${archive.url} and name the directory that holds ${folder} with --data-dir` +
      (otherwise ? `, or ${otherwise}` : ""),
    async fetch(into, context) {
      const path = join(into, basename(new URL(archive.url).pathname));
      await download(archive, path, context);
      context.report(`unpacking ${title}`);
      await extractTar(path, new Map(names.map((name) => [`${folder}/${name}`, name])), into);
      await rm(path);
    },
  };
}
