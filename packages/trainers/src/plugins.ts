import type { Plugin } from "@infoplane/contracts";
import { directFeedbackAlignment } from "./direct-feedback-alignment/plugin.ts";
import { forwardForward } from "./forward-forward/plugin.ts";
import { deepSupervision } from "./groupwise/deep-supervision.ts";
import { frozenRandom } from "./groupwise/frozen-random.ts";
import { infoPro } from "./groupwise/info-pro.ts";
import { e2e, perBlock, perLayer } from "./groupwise/plugins.ts";
import { predsim } from "./groupwise/predsim.ts";
import { sequential } from "./groupwise/sequential.ts";
import { hsicBottleneck } from "./hsic-bottleneck/plugin.ts";
import { crossEntropy } from "./losses/cross-entropy.ts";
import { nhsicRegulariser } from "./losses/nhsic-regulariser.ts";
import { reconstruction } from "./losses/reconstruction.ts";
import { similarity } from "./losses/similarity.ts";
import { supervisedContrastive } from "./losses/supervised-contrastive.ts";
import { adam } from "./optimizers/adam.ts";
import { adamw } from "./optimizers/adamw.ts";
import { rmsprop } from "./optimizers/rmsprop.ts";
import { sgd } from "./optimizers/sgd.ts";
import { constant } from "./schedules/constant.ts";
import { cosine } from "./schedules/cosine.ts";
import { multistep } from "./schedules/multistep.ts";
import { oneCycle } from "./schedules/one-cycle.ts";
import { warmUp } from "./schedules/warm-up.ts";
import { signalPropagation } from "./signal-propagation/plugin.ts";

export const trainerPlugins: readonly Plugin[] = [
  ...[e2e, perLayer, perBlock, sequential, deepSupervision, frozenRandom, predsim, infoPro],
  ...[forwardForward, signalPropagation, hsicBottleneck, directFeedbackAlignment],
  ...[crossEntropy, supervisedContrastive, similarity, reconstruction, nhsicRegulariser],
  ...[adam, adamw, sgd, rmsprop],
  ...[constant, multistep, cosine, warmUp, oneCycle],
];
