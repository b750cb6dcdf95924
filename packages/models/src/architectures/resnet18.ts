import { definePlugin, type LayerDraft } from "@infoplane/contracts";
import { z } from "zod";

const conv = (filters: number, stride: number, kernel = 3): LayerDraft => ({
  layer: "conv",
  options: { filters, kernel, stride, bias: false },
});
const batchnorm: LayerDraft = { layer: "batchnorm" };
const relu: LayerDraft = { layer: "relu" };

/** Two 3x3 convolutions and a shortcut, relu after the sum (He et al. 2016, figure 2; projection where shapes differ). */
function basicBlock(channels: number, filters: number, stride: number): LayerDraft[] {
  const body = [conv(filters, stride), batchnorm, relu, conv(filters, 1), batchnorm];
  const shortcut = channels === filters && stride === 1 ? undefined : [conv(filters, stride, 1), batchnorm];
  return [{ layer: "residual", inner: { body, ...(shortcut && { shortcut }) } }, relu];
}

/** ResNet-18 with the CIFAR stem (3x3, no pooling): 11,173,962 parameters on 10 classes. One residual block a block. */
export const resnet18 = definePlugin({
  kind: "architecture",
  name: "resnet18",
  summary: "ResNet-18 with the CIFAR stem: a stem block and eight residual blocks",
  options: z.strictObject({ width: z.int().positive().default(64).describe("filters of the stem") }),
  expand: ({ width }, { classes }) => {
    let channels = width;
    const stages = [1, 2, 4, 8].flatMap((factor, stage) =>
      [0, 1].map((index) => {
        const layers = basicBlock(channels, width * factor, stage > 0 && index === 0 ? 2 : 1);
        channels = width * factor;
        return { layers };
      }),
    );
    return {
      blocks: [{ name: "stem", layers: [conv(width, 1), batchnorm, relu] }, ...stages],
      classifier: [{ layer: "global-avgpool" }, { layer: "dense", options: { units: classes } }],
    };
  },
});
