import { defineLayer, sizeOf, z } from "@infoplane/contracts";

/** x Phi(x), with Phi the normal distribution function: the exact form, not the tanh approximation. */
export const gelu = defineLayer({
  name: "gelu",
  summary: "x times the normal distribution function of x (Hendrycks & Gimpel 2016)",
  options: z.strictObject({}),
  shape: (_options, input) => input,
  cost: (_options, input) => ({ parameters: 0, flops: 4 * sizeOf(input), activations: sizeOf(input) }),
  create: (_, { ops }) => ({ weights: [], apply: (x) => ops.gelu(x) }),
});
