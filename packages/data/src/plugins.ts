import type { Plugin } from "@infoplane/contracts";
import { colourJitter } from "./augment/colour-jitter.ts";
import { crop } from "./augment/crop.ts";
import { flip } from "./augment/flip.ts";
import { grey } from "./augment/grey.ts";
import { resizedCrop } from "./augment/resized-crop.ts";
import { cifar10 } from "./cifar10/cifar10.ts";
import { fashionMnist } from "./fashion-mnist/fashion-mnist.ts";
import { mnist } from "./mnist/mnist.ts";
import { textures } from "./textures/textures.ts";

const augmentations = [flip, crop, resizedCrop, colourJitter, grey];

/** Data sets and augmentations that come with Infoplane. */
export const dataPlugins: readonly Plugin[] = [cifar10, fashionMnist, mnist, textures, ...augmentations];
