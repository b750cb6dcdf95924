import { defineDataset, type DatasetPlugin } from "@infoplane/contracts";
import { sizes } from "../subset/sizes.ts";

const input = [28, 28, 1] as const;

/** A known data set in the four IDX files of MNIST, identified only by its content. */
export interface MnistFamily {
  readonly name: string;
  readonly title: string;
  readonly summary: string;
  readonly classNames: readonly string[];
  readonly mean: number;
  readonly std: number;
  readonly train: KnownPart;
  readonly test: KnownPart;
  /** URL of the directory of the gzipped files, ending in a slash. */
  readonly base: string;
  readonly otherFolders?: readonly string[];
  readonly installed?: readonly string[];
}

export interface KnownPart {
  readonly count: number;
  readonly md5: { readonly images: string; readonly labels: string };
  /** First labels of the official file: distinguishes the sets that share these file names. */
  readonly begins: readonly number[];
}

/** The plugin of such a data set: 28x28x1. */
export function mnistLike(family: MnistFamily): DatasetPlugin {
  const facts = { input, classes: family.classNames.length };
  return defineDataset({
    name: family.name,
    summary: family.summary,
    options: sizes(family.train.count, family.test.count),
    facts: () => facts,
    create: async (options, context) => {
      const { readMnist } = await import("./read-mnist.ts");
      return {
        name: family.name,
        ...facts,
        classNames: family.classNames,
        normalisation: { mean: [family.mean], std: [family.std] },
        ...(await readMnist(family, input, options, context)),
      };
    },
  });
}
