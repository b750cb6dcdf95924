import { defineHead, z } from "@infoplane/contracts";
import { pooledFeatures } from "./pooled-features.ts";

/** The linear head with one hidden layer: pooling, dense, ReLU, dense. */
export const mlpHead = defineHead({
  name: "mlp",
  summary: "average pooling to at most `features` values, a hidden dense layer with relu, then a dense layer",
  positional: ["hidden"],
  output: "logits",
  options: z.strictObject({
    hidden: z.int().positive().default(256).describe("width of the hidden layer"),
    features: z.int().positive().default(2048).describe("largest input of the first dense layer"),
  }),
  expand: ({ hidden, features }, { input, classes }) => [
    ...pooledFeatures(input, features),
    { layer: "dense", options: { units: hidden } },
    { layer: "relu" },
    { layer: "dense", options: { units: classes } },
  ],
});
