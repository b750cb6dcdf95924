import { mnistLike, type MnistFamily } from "./mnist-like.ts";

/** LeCun, Cortes & Burges; the mirror and checksums are those of torchvision. */
const family: MnistFamily = {
  name: "mnist",
  title: "MNIST",
  summary: "MNIST: 60,000 + 10,000 handwritten digits, 28x28x1",
  classNames: ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"],
  mean: 0.1307,
  std: 0.3081,
  train: {
    count: 60_000,
    md5: { images: "f68b3c2dcbeaaa9fbdd348bbdeb94873", labels: "d53e105ee54ea40749a09fcbcd1e9432" },
    begins: [5, 0, 4, 1, 9, 2, 1, 3, 1, 4],
  },
  test: {
    count: 10_000,
    md5: { images: "9fb629c4189551a2d022fa330f9573f3", labels: "ec29112dd5afa0611ce80d1b7f02629c" },
    begins: [7, 2, 1, 0, 4, 1, 4, 9, 5, 9],
  },
  base: "https://ossci-datasets.s3.amazonaws.com/mnist/",
  otherFolders: ["MNIST/raw"],
};

export const mnist = mnistLike(family);
