import { defineDataset, type DatasetPlugin } from "@infoplane/contracts";
import type { RemoteFile } from "../files/download.ts";
import { sizes } from "../subset/sizes.ts";
import type { RecordLayout } from "./records.ts";

/** One of the data sets of Krizhevsky 2009 in its binary layout. */
export interface CifarFamily {
  readonly name: string;
  readonly title: string;
  readonly summary: string;
  readonly classNames: readonly string[];
  /** Directory name in the archive, in the cache and below a data directory. */
  readonly folder: string;
  readonly trainFiles: readonly string[];
  readonly testFile: string;
  /** The Python version of the same data: its folder, and the names of its label lists, in the order of the bytes. */
  readonly pickled: { readonly folder: string; readonly labels: readonly string[] };
  /** Label bytes of a record, and which of them is the class. */
  readonly labels: Pick<RecordLayout, "labels" | "label">;
  /** Over all pixels of the training images, per channel. */
  readonly normalisation: { readonly mean: readonly number[]; readonly std: readonly number[] };
  /** What to do if the data is unavailable, besides obtaining it by hand. */
  readonly otherwise?: string;
}

/** What all these data sets have in common. */
export interface CifarSize {
  /** Height and width of an image. */
  readonly side: number;
  readonly trainImages: number;
  readonly testImages: number;
}

const size: CifarSize = { side: 32, trainImages: 50_000, testImages: 10_000 };

/** The plugin of such a data set, which is fetched from `archive` if it is not on this machine. */
export function cifarFrom(family: CifarFamily, archive: RemoteFile): DatasetPlugin {
  const { name, summary, classNames, normalisation } = family;
  const facts = { input: [size.side, size.side, 3], classes: classNames.length };
  return defineDataset({
    name,
    summary,
    options: sizes(size.trainImages, size.testImages),
    facts: () => facts,
    create: async (options, context) => {
      const { readCifar } = await import("./read-cifar.ts");
      const read = await readCifar({ ...family, ...size }, archive, options, context);
      return { name, ...facts, classNames, normalisation, ...read };
    },
  });
}
