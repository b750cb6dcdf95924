import { definePlugin, z } from "@infoplane/contracts";
import { pooledFeatures } from "./pooled-features.ts";

/** No layers of its own: gives features to losses that compare features. Doesn't fit losses on class scores. */
export const identityHead = definePlugin({
  kind: "head",
  name: "identity",
  summary: "the flattened features themselves, for losses that compare features",
  output: "features",
  options: z.strictObject({}),
  expand: (_options, { input }) => pooledFeatures(input, Infinity),
});
