import { defineHead, z } from "@infoplane/contracts";

/** No layers: the block's output, maps as maps, for losses that compare features. Not for losses on class scores. */
export const identityHead = defineHead({
  name: "identity",
  summary: "the block's output itself, for losses that compare features",
  output: "features",
  options: z.strictObject({}),
  expand: () => [],
});
