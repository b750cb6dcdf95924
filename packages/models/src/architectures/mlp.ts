import { defineArchitecture, z, type LayerDraft } from "@infoplane/contracts";

export const mlp = defineArchitecture({
  name: "mlp",
  summary: "fully connected network: one block of dense, batchnorm (optional) and relu per width",
  positional: ["widths"],
  options: z.strictObject({
    widths: z.array(z.int().positive()).min(1).default([1000, 1000, 1000]).describe("features of the hidden layers"),
    batchnorm: z.boolean().default(false),
  }),
  expand: ({ widths, batchnorm }, { input, classes }) => ({
    blocks: widths.map((units, index) => {
      const flatten: LayerDraft[] = index === 0 && input.length > 1 ? [{ layer: "flatten" }] : [];
      const norm: LayerDraft[] = batchnorm ? [{ layer: "batchnorm" }] : [];
      return { layers: [...flatten, { layer: "dense", options: { units } }, ...norm, { layer: "relu" }] };
    }),
    classifier: [{ layer: "dense", options: { units: classes } }],
  }),
});
