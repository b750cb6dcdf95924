import type { Plugin } from "@infoplane/contracts";
import { e2e, perBlock, perLayer } from "./granular/plugins.ts";
import { crossEntropy } from "./losses/cross-entropy.ts";
import { adam } from "./optimizers/adam.ts";
import { sgd } from "./optimizers/sgd.ts";
import { constant } from "./schedules/constant.ts";
import { multistep } from "./schedules/multistep.ts";

export const trainerPlugins: readonly Plugin[] = [
  e2e,
  perLayer,
  perBlock,
  crossEntropy,
  adam,
  sgd,
  constant,
  multistep,
];
