import { cifarFrom, type CifarFamily } from "./cifar.ts";

export const cifar10Family: CifarFamily = {
  name: "cifar10",
  title: "CIFAR-10",
  summary: "CIFAR-10: 50,000 + 10,000 colour photographs of 10 classes, 32x32x3",
  classNames: ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"],
  folder: "cifar-10-batches-bin",
  trainFiles: [1, 2, 3, 4, 5].map((n) => `data_batch_${n}.bin`),
  testFile: "test_batch.bin",
  pickled: { folder: "cifar-10-batches-py", labels: ["labels"] },
  labels: { labels: 1, label: 0 },
  normalisation: { mean: [0.4914, 0.4822, 0.4465], std: [0.247, 0.2435, 0.2616] },
  otherwise: "write `offline textures` in the dataset's braces to use a stand-in",
};

export const cifar10 = cifarFrom(cifar10Family, {
  url: "https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz",
  md5: "c32a1d4ab5d03f1284b67883e8d87530",
});
