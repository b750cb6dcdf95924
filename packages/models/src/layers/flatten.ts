import { defineLayer, sizeOf, z } from "@infoplane/contracts";
import { tensors } from "@infoplane/engine/started";

export const flatten = defineLayer({
  name: "flatten",
  summary: "all values in one vector, channels fastest",
  options: z.strictObject({}),
  shape: (_options, input) => [sizeOf(input)],
  cost: () => ({ parameters: 0, flops: 0, activations: 0 }),
  create: (_options, { spec }) => ({
    weights: [],
    apply: (x) => tensors().reshape(x, [x.shape[0], sizeOf(spec.input)]),
  }),
});
