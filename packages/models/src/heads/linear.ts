import { defineHead, z } from "@infoplane/contracts";
import { pooledFeatures } from "./pooled-features.ts";

/**
 * Average pooling to at most 2048 values, then one dense layer, after Sakamoto & Sato and Nøkland & Eidnes. Height and
 * width are halved together; their code halves the height first and keeps the width if that is enough, which leaves up
 * to twice as many values.
 */
export const linear = defineHead({
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
