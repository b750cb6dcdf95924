import { defineLayer, sizeOf, z } from "@infoplane/contracts";

export const flatten = defineLayer({
  name: "flatten",
  summary: "all values in one vector, channels fastest",
  options: z.strictObject({}),
  shape: (_options, input) => [sizeOf(input)],
  cost: () => ({ parameters: 0, flops: 0, activations: 0 }),
  create: (_options, { spec, tf }) => ({
    weights: [],
    apply: (x) => tf.reshape(x, [x.shape[0], sizeOf(spec.input)]),
  }),
});
