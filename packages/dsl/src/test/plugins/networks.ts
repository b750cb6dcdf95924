import {
  defineArchitecture,
  defineHead,
  ShapeError,
  type ArchitecturePlugin,
  type HeadPlugin,
  type LayerDraft,
} from "@infoplane/contracts";
import { z } from "zod";

const layer = (name: string, options: Record<string, unknown> = {}): LayerDraft => ({ layer: name, options });

export const architectures: readonly ArchitecturePlugin[] = [
  defineArchitecture({
    name: "mlp",
    summary: "Dense layers, for tests",
    options: z.strictObject({ widths: z.array(z.number().int().min(1)).min(1).default([300, 100]) }),
    positional: ["widths"],
    expand: ({ widths }, { classes }) => ({
      blocks: widths.map((units, i) => ({
        layers: [...(i === 0 ? [layer("flatten")] : []), layer("dense", { units }), layer("relu")],
      })),
      classifier: [layer("dense", { units: classes })],
    }),
  }),
  defineArchitecture({
    name: "resnet50",
    summary: "Five named blocks, for tests",
    options: z.strictObject({ width: z.number().int().default(64) }),
    expand: ({ width }, { input, classes }) => {
      if (input.length !== 3) throw new ShapeError("resnet50 needs images");
      const block = [layer("conv", { filters: width }), layer("relu")];
      return {
        blocks: [
          { name: "stem", layers: block },
          ...[1, 2, 3, 4].map((i) => ({ name: `stage${i}`, layers: [{ layer: "residual", inner: { body: block } }] })),
        ],
        classifier: [layer("global-avgpool"), layer("dense", { units: classes })],
      };
    },
  }),
  defineArchitecture({
    name: "broken",
    summary: "Fails, for tests",
    options: z.strictObject({ how: z.enum(["throws", "does-not-fit"]).default("throws") }),
    positional: ["how"],
    expand: ({ how }) => {
      if (how === "throws") throw new Error("out of ideas");
      return { blocks: [{ layers: [layer("dense", { units: 10 })] }], classifier: [] };
    },
  }),
  defineArchitecture({
    name: "picky",
    summary: "Refuses all options, for tests",
    options: z.strictObject({}).refine(() => false, "not today"),
    expand: () => ({ blocks: [], classifier: [] }),
  }),
];

export const heads: readonly HeadPlugin[] = [
  defineHead({
    name: "linear",
    summary: "Flatten and dense, for tests",
    options: z.strictObject({ features: z.number().int().min(1).default(2048) }),
    output: "logits",
    expand: (_, { classes }) => [layer("flatten"), layer("dense", { units: classes })],
  }),
  defineHead({
    name: "projection",
    summary: "Features, for tests",
    options: z.strictObject({ width: z.number().int().min(1).default(128) }),
    positional: ["width"],
    output: "features",
    expand: ({ width }) => [layer("flatten"), layer("dense", { units: width })],
  }),
  defineHead({
    name: "image-only",
    summary: "Fits on images, for tests",
    options: z.strictObject({}),
    output: "logits",
    expand: (_, { classes }) => [layer("global-avgpool"), layer("dense", { units: classes })],
  }),
];
