import { defineHead, z } from "@infoplane/contracts";
import { pooledFeatures } from "./pooled-features.ts";

/** Features of a chosen width for losses that compare features, as contrastive losses use them (Khosla et al. 2020, 3.1). */
export const projection = defineHead({
  name: "projection",
  summary: "average pooling, a hidden dense layer with relu (optional), then a dense layer: features, not class scores",
  positional: ["out"],
  output: "features",
  options: z.strictObject({
    out: z.int().positive().default(128).describe("width of the features"),
    hidden: z.int().min(0).default(0).describe("width of a hidden layer with relu; 0: none, a linear projection"),
    features: z.int().positive().default(2048).describe("largest input of the first dense layer"),
  }),
  expand: ({ out, hidden, features }, { input }) => [
    ...pooledFeatures(input, features),
    ...(hidden > 0 ? [{ layer: "dense", options: { units: hidden } }, { layer: "relu" }] : []),
    { layer: "dense", options: { units: out } },
  ],
});
