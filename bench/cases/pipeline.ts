import type { Suite } from "../case.ts";
import { own, peers } from "../commands.ts";

/** Making batches of 128 augmented images (flip, crop with padding 4), without training. */
export const pipeline: Suite = {
  name: "pipeline",
  cases: (python) => [
    {
      suite: "pipeline",
      name: "flip, crop(4), batches of 128",
      unit: "ms",
      ours: own("pipeline.ts"),
      peers: peers(python, { "PyTorch, by sample": ["pipeline.py"] }),
    },
  ],
};
