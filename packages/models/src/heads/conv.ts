import { defineHead, z, type HeadPlugin, type LayerDraft } from "@infoplane/contracts";

const options = z.strictObject({
  kernel: z.int().positive().default(3).describe("height and width of the kernels"),
  bias: z.boolean().default(true),
});

/**
 * Convolutions with as many filters as the block has channels, with relu in between: feature maps for losses that
 * compare features (Nøkland & Eidnes 2019, similarity matching). If the block's output is a vector or tokens, dense
 * layers of the same width take their place.
 */
function convolutional(name: string, summary: string, count: number): HeadPlugin {
  return defineHead({
    name,
    summary,
    output: "features",
    options,
    expand: ({ kernel, bias }, { input }) => {
      const width = input.at(-1) ?? 1;
      const layer: LayerDraft =
        input.length === 3
          ? { layer: "conv", options: { filters: width, kernel, bias } }
          : { layer: "dense", options: { units: width, bias } };
      return Array.from({ length: count }, (_, index) => (index === 0 ? [layer] : [{ layer: "relu" }, layer])).flat();
    },
  });
}

export const convHead = convolutional(
  "conv",
  "one convolution that keeps the shape: feature maps for feature losses",
  1,
);
export const conv2Head = convolutional(
  "conv-2",
  "two convolutions with relu between them: feature maps for feature losses",
  2,
);
