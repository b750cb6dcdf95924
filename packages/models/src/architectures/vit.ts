import { defineArchitecture, z, type LayerDraft } from "@infoplane/contracts";

/**
 * Vision transformer (Dosovitskiy et al. 2021): one block that cuts the image into patches, then one for each encoder
 * layer (attention and a dense network, both residual, pre-norm). With `pool: mean` the classifier reads the mean of
 * the tokens, as local heads do, and there is no class token; `pool: class` is the published network:
 * `vit(depth: 12, width: 192, heads: 3, patch: 16, pool: class)` on 224x224x3 and 1000 classes has 5,717,416
 * parameters.
 */
export const vit = defineArchitecture({
  name: "vit",
  summary: "vision transformer: one block of patches, then one block per encoder layer",
  positional: ["depth"],
  options: z.strictObject({
    depth: z.int().positive().max(1000).default(6).describe("encoder layers, one block each"),
    width: z.int().positive().default(192).describe("features of a token; heads must divide it"),
    heads: z.int().positive().default(3).describe("heads of each attention"),
    patch: z.int().positive().default(4).describe("height and width of a patch in pixels; must divide the image's"),
    hidden: z.number().positive().default(4).describe("width of the dense network's hidden layer over that of a token"),
    dropout: z.number().min(0).lt(1).default(0).describe("dropout after attention and after the dense network"),
    pool: z
      .enum(["mean", "class"])
      .default("mean")
      .describe("what the classifier reads: the mean of the tokens, or a class token put before them"),
  }),
  expand: ({ depth, width, heads, patch, hidden, dropout, pool }, { classes }) => {
    const drop: LayerDraft[] = dropout > 0 ? [{ layer: "dropout", options: { rate: dropout } }] : [];
    const residual = (...layers: LayerDraft[]): LayerDraft => ({
      layer: "residual",
      inner: { body: [{ layer: "layernorm" }, ...layers, ...drop] },
    });
    const encoder = {
      layers: [
        residual({ layer: "attention", options: { heads } }),
        residual(
          { layer: "dense", options: { units: Math.max(1, Math.round(width * hidden)) } },
          { layer: "gelu" },
          { layer: "dense", options: { units: width } },
        ),
      ],
    };
    const embed: LayerDraft[] = [
      { layer: "patch-embed", options: { width, patch } },
      ...(pool === "class" ? [{ layer: "class-token" }] : []),
      { layer: "position-embed" },
    ];
    return {
      blocks: [{ name: "embed", layers: embed }, ...Array.from({ length: depth }, () => encoder)],
      classifier: [
        { layer: "layernorm" },
        { layer: "token-pool", options: { take: pool === "class" ? "first" : "mean" } },
        { layer: "dense", options: { units: classes } },
      ],
    };
  },
});
