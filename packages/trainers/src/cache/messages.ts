export const augmentedData = (): string =>
  "the training data is augmented, so a sample differs from epoch to epoch: what finished groups give is computed at every step";

export const keptOnDisk = (block: string, bytes: number): string =>
  `the outputs of ${block} take ${(bytes / 2 ** 20).toFixed(0)} MiB, more than the cache may take in memory: they are kept on disk`;
