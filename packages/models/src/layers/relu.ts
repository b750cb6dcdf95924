import { defineLayer, sizeOf, z } from "@infoplane/contracts";

export const relu = defineLayer({
  name: "relu",
  summary: "max(x, 0)",
  options: z.strictObject({}),
  shape: (_options, input) => input,
  cost: (_options, input) => ({ parameters: 0, flops: sizeOf(input), activations: sizeOf(input) }),
  create: (_, { ops }) => ({ weights: [], apply: (x) => ops.relu(x) }),
});
