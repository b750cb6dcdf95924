import type { Plugin } from "@infoplane/contracts";
import { colourJitter } from "./augment/colour-jitter.ts";
import { crop } from "./augment/crop.ts";
import { flip } from "./augment/flip.ts";
import { grey } from "./augment/grey.ts";
import { resizedCrop } from "./augment/resized-crop.ts";
import { cifar10 } from "./cifar/cifar10.ts";
import { cifar100 } from "./cifar/cifar100.ts";
import { fashionMnist } from "./idx/fashion-mnist.ts";
import { idx } from "./idx/idx.ts";
import { mnist } from "./idx/mnist.ts";
import { imageFolder } from "./image-folder/image-folder.ts";
import { npz } from "./npz/npz.ts";
import { textures } from "./textures/textures.ts";

const augmentations = [flip, crop, resizedCrop, colourJitter, grey];

/** Data sets and augmentations that come with Infoplane. */
export const dataPlugins: readonly Plugin[] = [
  cifar10,
  cifar100,
  fashionMnist,
  mnist,
  idx,
  imageFolder,
  npz,
  textures,
  ...augmentations,
];
