import { rm } from "node:fs/promises";
import { basename, join } from "node:path";
import { definePlugin, type DatasetPlugin } from "@infoplane/contracts";
import type { RemoteFile } from "../files/download.ts";
import type { RemoteFileSet } from "../files/obtain.ts";
import { digest } from "../subset/digest.ts";
import { sizes } from "../subset/sizes.ts";
import { readRecords, side, takeRecords, type RecordLayout } from "./records.ts";

/** One of the data sets of Krizhevsky 2009 in its binary layout. */
export interface CifarFamily {
  readonly name: string;
  readonly title: string;
  readonly summary: string;
  readonly classNames: readonly string[];
  /** Directory in the archive, in the cache and below a data directory. */
  readonly folder: string;
  readonly trainFiles: readonly string[];
  readonly testFile: string;
  /** Label bytes of a record, and which of them is the class. */
  readonly labels: Pick<RecordLayout, "labels" | "label">;
  /** Of all pixels of the training images, by channel. */
  readonly normalisation: { readonly mean: readonly number[]; readonly std: readonly number[] };
  /** What to do when the data can't be had, besides getting it by hand. */
  readonly otherwise?: string;
}

const [trainImages, testImages] = [50_000, 10_000];

/** The plugin of such a data set, fetched from `archive` when it is not on this machine. */
export function cifarFrom(family: CifarFamily, archive: RemoteFile): DatasetPlugin {
  const { name, summary, classNames, trainFiles, normalisation } = family;
  const facts = { input: [side, side, 3], classes: classNames.length };
  const layout = (count: number): RecordLayout => ({ ...family.labels, count, classes: facts.classes });
  return definePlugin({
    kind: "dataset",
    name,
    summary,
    options: sizes(trainImages, testImages),
    facts: () => facts,
    async create(options, context) {
      const { obtain } = await import("../files/obtain.ts");
      const found = await obtain(fileSet(family, archive), context);
      const parts = await Promise.all(
        found.paths.map((path, file) =>
          readRecords(path, layout(file < trainFiles.length ? trainImages / trainFiles.length : testImages)),
        ),
      );
      const train = takeRecords(parts.slice(0, trainFiles.length), options.train);
      const test = takeRecords(parts.slice(trainFiles.length), options.test);
      const source = found.source;
      return { name, ...facts, classNames, train, test, normalisation, digest: digest(train, test), source };
    },
  });
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
      const [{ download }, { extractTar }] = await Promise.all([
        import("../files/download.ts"),
        import("../files/extract-tar.ts"),
      ]);
      const path = join(into, basename(new URL(archive.url).pathname));
      await download(archive, path, context);
      context.report(`unpacking ${title}`);
      await extractTar(path, new Map(names.map((name) => [`${folder}/${name}`, name])), into);
      await rm(path);
    },
  };
}
