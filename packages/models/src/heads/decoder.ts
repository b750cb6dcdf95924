import { defineHead, sizeOf, z, type LayerDraft } from "@infoplane/contracts";

/**
 * Gives back the image that a reconstruction asks for (Wang et al. 2021, appendix): bilinear interpolation to its size,
 * then convolution, batch normalisation, relu, convolution. From a vector or tokens, or to a vector: one dense layer.
 */
export const decoder = defineHead({
  name: "decoder",
  summary: "reconstructs an input: interpolation to its size and two convolutions, or a dense layer",
  positional: ["channels"],
  output: "reconstruction",
  options: z.strictObject({
    channels: z.int().positive().default(12).describe("channels between the two convolutions"),
  }),
  expand({ channels }, { input, target = input }): LayerDraft[] {
    const [height, width, depth] = target;
    if (input.length !== 3 || target.length !== 3) {
      const flat = input.length > 1 ? [{ layer: "flatten" }] : [];
      return [...flat, { layer: "dense", options: { units: sizeOf(target) } }];
    }
    return [
      { layer: "resize", options: { height, width } },
      { layer: "conv", options: { filters: channels } },
      { layer: "batchnorm" },
      { layer: "relu" },
      { layer: "conv", options: { filters: depth } },
    ];
  },
});
