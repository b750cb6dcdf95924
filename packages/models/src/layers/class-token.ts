import { defineLayer, sizeOf, z } from "@infoplane/contracts";
import { tokenShape } from "./input-shape.ts";

/** Prepends one trained token, the same for every image: [t, d] -> [t + 1, d] (Dosovitskiy et al. 2021). */
export const classToken = defineLayer({
  name: "class-token",
  summary: "puts a trained token before the others: token-pool(first) reads it again",
  options: z.strictObject({
    std: z.number().positive().default(0.02).describe("standard deviation that the token starts with"),
  }),
  shape: (_options, input) => {
    const [tokens, width] = tokenShape("class-token", input);
    return [tokens + 1, width];
  },
  cost: (_options, input, output) => ({
    parameters: tokenShape("class-token", input)[1],
    flops: 0,
    activations: sizeOf(output),
  }),
  create: ({ std }, { spec, tf }) => {
    const width = tokenShape("class-token", spec.input)[1];
    return {
      weights: [{ name: "token", role: "parameter", shape: [1, 1, width], init: { kind: "normal", std } }],
      apply: (x, weight) => tf.concat([tf.tile(weight("token"), [x.shape[0], 1, 1]), x], 1),
    };
  },
});
