import type { Plugin } from "@infoplane/contracts";
import { lenet5 } from "./architectures/lenet5.ts";
import { mlp } from "./architectures/mlp.ts";
import { resnet101, resnet152, resnet18, resnet34, resnet50 } from "./architectures/resnet.ts";
import { vgg11, vgg11b, vgg13, vgg16, vgg6b, vgg8b } from "./architectures/vgg.ts";
import { vit } from "./architectures/vit.ts";
import { conv2Head, convHead } from "./heads/conv.ts";
import { decoder } from "./heads/decoder.ts";
import { identityHead } from "./heads/identity.ts";
import { linear } from "./heads/linear.ts";
import { mlpHead } from "./heads/mlp.ts";
import { projection } from "./heads/projection.ts";
import { attention } from "./layers/attention.ts";
import { batchnorm } from "./layers/batchnorm.ts";
import { classToken } from "./layers/class-token.ts";
import { conv } from "./layers/conv.ts";
import { dense } from "./layers/dense.ts";
import { dropout } from "./layers/dropout.ts";
import { flatten } from "./layers/flatten.ts";
import { gelu } from "./layers/gelu.ts";
import { globalAvgpool } from "./layers/global-avgpool.ts";
import { groupnorm, instancenorm } from "./layers/groupnorm.ts";
import { layernorm } from "./layers/layernorm.ts";
import { leakyRelu } from "./layers/leaky-relu.ts";
import { patchEmbed } from "./layers/patch-embed.ts";
import { avgpool, maxpool } from "./layers/pool.ts";
import { positionEmbed } from "./layers/position-embed.ts";
import { relu } from "./layers/relu.ts";
import { residual } from "./layers/residual.ts";
import { resize } from "./layers/resize.ts";
import { tokenPool } from "./layers/token-pool.ts";

export const modelPlugins: readonly Plugin[] = [
  ...[conv, dense, relu, leakyRelu, gelu, maxpool, avgpool, globalAvgpool, flatten, dropout, residual, resize],
  ...[batchnorm, layernorm, groupnorm, instancenorm],
  ...[patchEmbed, classToken, positionEmbed, attention, tokenPool],
  ...[lenet5, mlp, vgg6b, vgg8b, vgg11, vgg11b, vgg13, vgg16],
  ...[resnet18, resnet34, resnet50, resnet101, resnet152, vit],
  ...[linear, mlpHead, convHead, conv2Head, projection, decoder, identityHead],
];
