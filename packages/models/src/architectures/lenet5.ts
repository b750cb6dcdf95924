import { defineArchitecture, z, type LayerDraft } from "@infoplane/contracts";

/**
 * LeNet-5 (LeCun et al. 1998) in its usual modern form: ReLU and max pooling. 61,706 parameters on 28x28x1 and 10 classes.
 */
export const lenet5 = defineArchitecture({
  name: "lenet5",
  summary: "LeNet-5 with relu and max pooling: two convolutional blocks, two dense blocks",
  options: z.strictObject({}),
  expand: (_options, { classes }) => ({
    blocks: [
      { layers: [{ layer: "conv", options: { filters: 6, kernel: 5 } }, { layer: "relu" }, { layer: "maxpool" }] },
      {
        layers: [
          { layer: "conv", options: { filters: 16, kernel: 5, padding: "valid" } },
          { layer: "relu" },
          { layer: "maxpool" },
        ],
      },
      { layers: [{ layer: "flatten" }, ...denseRelu(120)] },
      { layers: denseRelu(84) },
    ],
    classifier: [{ layer: "dense", options: { units: classes } }],
  }),
});

function denseRelu(units: number): LayerDraft[] {
  return [{ layer: "dense", options: { units } }, { layer: "relu" }];
}
