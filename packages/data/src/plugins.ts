import type { Plugin } from "@infoplane/contracts";
import { crop } from "./augment/crop.ts";
import { flip } from "./augment/flip.ts";
import { cifar10 } from "./cifar10/cifar10.ts";
import { fashionMnist } from "./fashion-mnist/fashion-mnist.ts";
import { mnist } from "./mnist/mnist.ts";
import { textures } from "./textures/textures.ts";

/** Data sets and augmentations that come with Infoplane. */
export const dataPlugins: readonly Plugin[] = [cifar10, fashionMnist, mnist, textures, flip, crop];
