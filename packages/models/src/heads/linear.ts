import { definePlugin, sizeOf, type LayerDraft, type Shape } from "@infoplane/contracts";
import { z } from "zod";

/** Average pooling until an image has at most `features` values, then flatten; nothing for a vector. */
export function pooledFeatures(input: Shape, features: number): LayerDraft[] {
  if (input.length === 1) return [];
  const drafts: LayerDraft[] = [];
  let [height = 1, width = 1] = input;
  const channels = input[2] ?? 1;
  const pools = [];
  while (sizeOf([height, width, channels]) > features && Math.min(height, width) > 1) {
    height = Math.floor(height / 2);
    width = Math.floor(width / 2);
    pools.push({ layer: "avgpool", options: { size: 2 } });
  }
  drafts.push(...pools, { layer: "flatten" });
  return drafts;
}

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
