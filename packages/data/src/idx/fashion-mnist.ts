import { mnistLike, type MnistFamily } from "./mnist-like.ts";

/** Xiao, Rasul & Vollgraf 2017, arXiv 1708.07747; checksums of the official files, as in torchvision. */
const family: MnistFamily = {
  name: "fashion-mnist",
  title: "Fashion-MNIST",
  summary: "Fashion-MNIST: 60,000 + 10,000 photographs of clothes of 10 classes, 28x28x1",
  classNames: [
    "T-shirt/top",
    "Trouser",
    "Pullover",
    "Dress",
    "Coat",
    "Sandal",
    "Shirt",
    "Sneaker",
    "Bag",
    "Ankle boot",
  ],
  mean: 0.286,
  std: 0.353,
  train: {
    count: 60_000,
    md5: { images: "8d4fb7e6c68d591d4c3dfef9ec88bf0d", labels: "25c81989df183df01b3e8a0aad5dffbe" },
    begins: [9, 0, 0, 3, 0, 2, 7, 2, 5, 5],
  },
  test: {
    count: 10_000,
    md5: { images: "bef4ecab320f06d8554ea6380940ec79", labels: "bb300cfdad3c16e7a12a480ee83cd310" },
    begins: [9, 2, 1, 1, 6, 1, 4, 6, 5, 7],
  },
  base: "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/",
  otherFolders: ["FashionMNIST/raw"],
  // Debian and Ubuntu: the package dataset-fashion-mnist.
  installed: ["/usr/share/datasets/fashion-mnist"],
};

export const fashionMnist = mnistLike(family);
