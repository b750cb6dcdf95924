import type { Suite } from "../case.ts";
import { own } from "../commands.ts";

/** vgg11 trained layer by layer, 3 epochs each on 10,000 images: outputs of finished layers cached, or recomputed. */
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
