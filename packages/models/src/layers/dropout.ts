import { defineLayer, sizeOf, z } from "@infoplane/contracts";

/** Inverted dropout; the mask depends on seed, layer, epoch and step alone, so a resumed run draws the same one. */
export const dropout = defineLayer({
  name: "dropout",
  summary: "zeroes a share of the values while training (Srivastava et al. 2014)",
  positional: ["rate"],
  options: z.strictObject({ rate: z.number().min(0).lt(1).describe("share that is zeroed") }),
  shape: (_options, input) => input,
  cost: (_options, input) => ({ parameters: 0, flops: sizeOf(input), activations: sizeOf(input) }),
  create: ({ rate }, { ops }) => ({
    weights: [],
    apply: (x, _weight, pass) => (pass.training ? ops.dropout(x, rate, pass.key("mask")) : x.clone()),
  }),
});
