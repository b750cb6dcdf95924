import { defineArchitecture, z, type ArchitecturePlugin, type LayerDraft } from "@infoplane/contracts";

interface VggFamily {
  readonly summary: string;
  /** Filters of the convolutions; "pool" halves the image. */
  readonly plan: readonly (number | "pool")[];
  /** Dense blocks between the convolutions and the classifier. */
  readonly dense: { readonly blocks: number; readonly units: number; readonly batchnorm: boolean };
}

/**
 * A VGG for 32x32 images: one block per convolution with batch normalisation and relu, dense blocks, a classifier.
 * Pooling ends a block, so local heads, measures and memory see the smaller map; in the code of the local-loss papers
 * (Nøkland & Eidnes 2019, Sakamoto & Sato 2024) pooling is between blocks, after the map that a local head sees. The
 * network as a whole is the same.
 */
function vgg(name: string, { summary, plan, dense: classic }: VggFamily): ArchitecturePlugin {
  return defineArchitecture({
    name,
    summary,
    options: z.strictObject({
      dropout: z.number().min(0).lt(1).default(0).describe("dropout at the end of every block"),
      dense: z.int().positive().default(classic.units).describe("features of each dense block"),
      "dense-batchnorm": z.boolean().default(classic.batchnorm).describe("batch normalisation in the dense blocks"),
      width: z.number().positive().default(1).describe("factor on the filters of every convolution"),
      pooling: z
        .enum(["inside", "between"])
        .default("inside")
        .describe("inside: ends a block, before its local head; between: begins the next block, as published"),
    }),
    expand: ({ dropout, dense, "dense-batchnorm": batchnorm, width, pooling }, { classes }) => {
      const drop: LayerDraft[] = dropout > 0 ? [{ layer: "dropout", options: { rate: dropout } }] : [];
      const blocks: { layers: LayerDraft[] }[] = [];
      let between: LayerDraft[] = [];
      const add = (layers: readonly LayerDraft[]): void => {
        blocks.push({ layers: [...between, ...layers] });
        between = [];
      };
      for (const step of plan) {
        if (step === "pool") (pooling === "between" ? between : blocks.at(-1)?.layers)?.push({ layer: "maxpool" });
        else {
          const filters = Math.max(1, Math.round(step * width));
          add([{ layer: "conv", options: { filters } }, { layer: "batchnorm" }, { layer: "relu" }]);
        }
      }
      for (let index = 0; index < classic.blocks; index++) {
        const flatten: LayerDraft[] = index === 0 ? [{ layer: "flatten" }] : [];
        const norm: LayerDraft[] = batchnorm ? [{ layer: "batchnorm" }] : [];
        add([...flatten, { layer: "dense", options: { units: dense } }, ...norm, { layer: "relu" }]);
      }
      return {
        blocks: blocks.map(({ layers }) => ({ layers: [...layers, ...drop] })),
        classifier: [{ layer: "dense", options: { units: classes } }],
      };
    },
  });
}

/** Simonyan & Zisserman 2015, table 1, with a 512-512 classifier, as is usual for 32x32 images. */
const original = { blocks: 2, units: 512, batchnorm: false };
/** Nøkland & Eidnes 2019, section 4.1: wide early layers, one batch-normalised hidden layer. */
const local = { blocks: 1, units: 1024, batchnorm: true };

/** Column A. 9,756,426 parameters on 10 classes. */
export const vgg11 = vgg("vgg11", {
  summary: "VGG-11 for 32x32 images, batch-normalised",
  plan: [64, "pool", 128, "pool", 256, 256, "pool", 512, 512, "pool", 512, 512, "pool"],
  dense: original,
});

/** Column B. */
export const vgg13 = vgg("vgg13", {
  summary: "VGG-13 for 32x32 images, batch-normalised",
  plan: [64, 64, "pool", 128, 128, "pool", 256, 256, "pool", 512, 512, "pool", 512, 512, "pool"],
  dense: original,
});

/** Column D. */
export const vgg16 = vgg("vgg16", {
  summary: "VGG-16 for 32x32 images, batch-normalised",
  plan: [64, 64, "pool", 128, 128, "pool", 256, 256, 256, "pool", 512, 512, 512, "pool", 512, 512, 512, "pool"],
  dense: original,
});

export const vgg6b = vgg("vgg6b", {
  summary: "VGG-6b of the local-loss papers: four convolutional blocks, one dense block",
  plan: [128, "pool", 256, "pool", 512, "pool", 512, "pool"],
  dense: local,
});

/** 8.9 million parameters on 10 classes, as published. */
export const vgg8b = vgg("vgg8b", {
  summary: "VGG-8b of the local-loss papers: six convolutional blocks, one dense block",
  plan: [128, 256, "pool", 256, 512, "pool", 512, "pool", 512, "pool"],
  dense: local,
});

/** 11.6 million parameters on 10 classes, as published; 42.0 with `width: 2`. */
export const vgg11b = vgg("vgg11b", {
  summary: "VGG-11b of the local-loss papers: nine convolutional blocks, one dense block",
  plan: [128, 128, 128, 256, "pool", 256, 512, "pool", 512, 512, "pool", 512, "pool"],
  dense: local,
});
