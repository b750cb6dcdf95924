import { definePlugin, type LayerDraft } from "@infoplane/contracts";
import { z } from "zod";

/** Filters of the convolutions; "pool" halves the image (Simonyan & Zisserman 2015, table 1, column A). */
const plan = [64, "pool", 128, "pool", 256, 256, "pool", 512, 512, "pool", 512, 512, "pool"] as const;

/**
 * VGG-11 for 32x32 images: eight convolutional blocks, two dense blocks, classifier. With batch normalisation and a
 * classifier of 512-512 it has 9,756,426 parameters on 10 classes.
 */
export const vgg11 = definePlugin({
  kind: "architecture",
  name: "vgg11",
  summary: "VGG-11 for 32x32 images, batch-normalised",
  options: z.strictObject({
    dropout: z.number().min(0).lt(1).default(0).describe("dropout at the end of every block"),
    dense: z.int().positive().default(512).describe("features of the two dense blocks"),
  }),
  expand: ({ dropout, dense }, { classes }) => {
    const drop: LayerDraft[] = dropout > 0 ? [{ layer: "dropout", options: { rate: dropout } }] : [];
    const blocks: { layers: LayerDraft[] }[] = [];
    for (const step of plan) {
      if (step === "pool") blocks.at(-1)?.layers.push({ layer: "maxpool" });
      else {
        blocks.push({
          layers: [{ layer: "conv", options: { filters: step } }, { layer: "batchnorm" }, { layer: "relu" }],
        });
      }
    }
    const hidden: LayerDraft[] = [{ layer: "dense", options: { units: dense } }, { layer: "relu" }];
    return {
      blocks: [
        ...blocks.map(({ layers }) => ({ layers: [...layers, ...drop] })),
        { layers: [{ layer: "flatten" }, ...hidden, ...drop] },
        { layers: [...hidden, ...drop] },
      ],
      classifier: [{ layer: "dense", options: { units: classes } }],
    };
  },
});
