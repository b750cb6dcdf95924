import type { Suite } from "../case.ts";
import { own } from "../commands.ts";

/** vgg11 in turn, layer by layer, 3 epochs each on 10,000 images: with outputs of finished layers kept, and computed at every step. */
export const cache: Suite = {
  name: "cache",
  long: true,
  cases: () =>
    ["true", "false"].map((kept) => ({
      suite: "cache",
      name: `sequential vgg11, cache: ${kept}`,
      unit: "s",
      ours: own("cache.ts", kept),
      peers: {},
    })),
};
