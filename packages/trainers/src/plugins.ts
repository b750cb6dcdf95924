import type { Plugin } from "@infoplane/contracts";
import { directFeedbackAlignment } from "./direct-feedback-alignment/plugin.ts";
import { forwardForward } from "./forward-forward/plugin.ts";
import { e2e, perBlock, perLayer } from "./granular/plugins.ts";
import { hsicBottleneck } from "./hsic-bottleneck/plugin.ts";
import { crossEntropy } from "./losses/cross-entropy.ts";
import { adam } from "./optimizers/adam.ts";
import { sgd } from "./optimizers/sgd.ts";
import { constant } from "./schedules/constant.ts";
import { multistep } from "./schedules/multistep.ts";
import { signalPropagation } from "./signal-propagation/plugin.ts";

export const trainerPlugins: readonly Plugin[] = [
  e2e,
  perLayer,
  perBlock,
  forwardForward,
  signalPropagation,
  hsicBottleneck,
  directFeedbackAlignment,
  crossEntropy,
  adam,
  sgd,
  constant,
  multistep,
];
