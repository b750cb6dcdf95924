import type { Plugin } from "@infoplane/contracts";
import { lenet5 } from "./architectures/lenet5.ts";
import { mlp } from "./architectures/mlp.ts";
import { resnet18 } from "./architectures/resnet18.ts";
import { vgg11 } from "./architectures/vgg11.ts";
import { identityHead } from "./heads/identity.ts";
import { linear } from "./heads/linear.ts";
import { mlpHead } from "./heads/mlp.ts";
import { batchnorm } from "./layers/batchnorm.ts";
import { conv } from "./layers/conv.ts";
import { dense } from "./layers/dense.ts";
import { dropout } from "./layers/dropout.ts";
import { flatten } from "./layers/flatten.ts";
import { globalAvgpool } from "./layers/global-avgpool.ts";
import { avgpool, maxpool } from "./layers/pool.ts";
import { relu } from "./layers/relu.ts";
import { residual } from "./layers/residual.ts";

export const modelPlugins: readonly Plugin[] = [
  ...[conv, dense, batchnorm, relu, maxpool, avgpool, globalAvgpool, flatten, dropout, residual],
  ...[lenet5, mlp, vgg11, resnet18],
  ...[linear, mlpHead, identityHead],
];
