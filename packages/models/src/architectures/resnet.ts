import { defineArchitecture, z, type ArchitecturePlugin, type LayerDraft } from "@infoplane/contracts";

const conv = (filters: number, stride: number, kernel = 3): LayerDraft => ({
  layer: "conv",
  options: { filters, kernel, stride, bias: false },
});
const batchnorm: LayerDraft = { layer: "batchnorm" };
const relu: LayerDraft = { layer: "relu" };

/** The body of a residual block, and its output channels per plane (He et al. 2016, figure 5, left and right). */
interface Body {
  readonly expansion: number;
  layers(planes: number, stride: number): LayerDraft[];
}
const basic: Body = {
  expansion: 1,
  layers: (planes, stride) => [conv(planes, stride), batchnorm, relu, conv(planes, 1), batchnorm],
};
/** The stride is in the 3x3 convolution, as in all current implementations; the paper has it in the first 1x1. */
const bottleneck: Body = {
  expansion: 4,
  layers: (planes, stride) => [
    ...[conv(planes, 1, 1), batchnorm, relu],
    ...[conv(planes, stride), batchnorm, relu],
    ...[conv(planes * 4, 1, 1), batchnorm],
  ],
};

/**
 * A ResNet with the CIFAR stem (3x3, no pooling): each residual block is a block, in four stages; every stage after the
 * first halves the image and doubles the planes; a projection where shapes differ; relu after the sum.
 */
function resnet(name: string, depths: readonly number[], body: Body): ArchitecturePlugin {
  const blocks = depths.reduce((sum, depth) => sum + depth, 0);
  const depth = name.replace("resnet", "");
  return defineArchitecture({
    name,
    summary: `ResNet-${depth} with the CIFAR stem: a stem block and ${blocks} residual blocks`,
    options: z.strictObject({ width: z.int().positive().default(64).describe("filters of the stem") }),
    expand: ({ width }, { classes }) => {
      let channels = width;
      const stages = depths.flatMap((count, stage) =>
        Array.from({ length: count }, (_, index) => {
          const planes = width * 2 ** stage;
          const stride = stage > 0 && index === 0 ? 2 : 1;
          const filters = planes * body.expansion;
          const shortcut = channels === filters && stride === 1 ? undefined : [conv(filters, stride, 1), batchnorm];
          channels = filters;
          const inner = { body: body.layers(planes, stride), ...(shortcut && { shortcut }) };
          return { layers: [{ layer: "residual", inner }, relu] };
        }),
      );
      return {
        blocks: [{ name: "stem", layers: [conv(width, 1), batchnorm, relu] }, ...stages],
        classifier: [{ layer: "global-avgpool" }, { layer: "dense", options: { units: classes } }],
      };
    },
  });
}

/** 11,173,962 parameters on 10 classes. */
export const resnet18 = resnet("resnet18", [2, 2, 2, 2], basic);
/** 21,282,122 parameters on 10 classes. */
export const resnet34 = resnet("resnet34", [3, 4, 6, 3], basic);
/** 23,520,842 parameters on 10 classes. */
export const resnet50 = resnet("resnet50", [3, 4, 6, 3], bottleneck);
/** 42,512,970 parameters on 10 classes. */
export const resnet101 = resnet("resnet101", [3, 4, 23, 3], bottleneck);
/** 58,156,618 parameters on 10 classes. */
export const resnet152 = resnet("resnet152", [3, 8, 36, 3], bottleneck);
