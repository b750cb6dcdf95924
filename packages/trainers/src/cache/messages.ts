export const augmentedData = (): string =>
  "the training data is augmented, so a sample differs from epoch to epoch: the outputs of finished groups are recomputed at every step";

export const keptOnDisk = (block: string, bytes: number): string =>
  `the outputs of ${block} take ${(bytes / 2 ** 20).toFixed(0)} MiB, more than the cache may use in memory: they are kept on disk`;
