import { definePlugin, z } from "@infoplane/contracts";
import { pooledFeatures } from "./pooled-features.ts";

/** The head of Sakamoto & Sato: feature maps are average-pooled to at most 2048 values, then one dense layer. */
export const linear = definePlugin({
  kind: "head",
  name: "linear",
  summary: "average pooling to at most `features` values, then one dense layer",
  output: "logits",
  options: z.strictObject({
    features: z.int().positive().default(2048).describe("largest input of the dense layer"),
  }),
  expand: ({ features }, { input, classes }) => [
    ...pooledFeatures(input, features),
    { layer: "dense", options: { units: classes } },
  ],
});
