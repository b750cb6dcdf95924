import { defineLayer, sizeOf, z } from "@infoplane/contracts";

/** max(x, slope x), for slopes below 1. */
export const leakyRelu = defineLayer({
  name: "leaky-relu",
  summary: "x, or slope times x where x is negative (Maas et al. 2013)",
  positional: ["slope"],
  options: z.strictObject({ slope: z.number().min(0).lt(1).default(0.01).describe("factor of negative values") }),
  shape: (_options, input) => input,
  cost: (_options, input) => ({ parameters: 0, flops: 2 * sizeOf(input), activations: sizeOf(input) }),
  create: ({ slope }, { tf }) => ({ weights: [], apply: (x) => tf.leakyRelu(x, slope) }),
});
