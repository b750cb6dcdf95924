import { z, type Dataset, type OptionsOf } from "@infoplane/contracts";

const part = (all: number, text: string) => z.int().min(1).max(all).default(all).describe(text);

/** Options of a data set of known size: how many samples of each part. */
export function sizes(train: number, test: number) {
  return z.strictObject({
    train: part(train, "training samples: the first ones of each class, shares of the classes kept"),
    test: part(test, "test samples: the first ones of each class, shares of the classes kept"),
  });
}

export type Sizes = OptionsOf<ReturnType<typeof sizes>>;

/** What is read of a data set whose facts are known. */
export type ReadSet = Pick<Dataset, "train" | "test" | "digest" | "source">;
