import { defineLayer, sizeOf, z } from "@infoplane/contracts";
import { tokenShape } from "./input-shape.ts";

/** Adds a trained vector to each token by its position: z0 = tokens + E_pos (Dosovitskiy et al. 2021, eq. 1). */
export const positionEmbed = defineLayer({
  name: "position-embed",
  summary: "adds a trained vector to each token, by its place",
  options: z.strictObject({
    std: z.number().positive().default(0.02).describe("standard deviation that the vectors start with"),
  }),
  shape: (_options, input) => tokenShape("position-embed", input),
  cost: (_options, input) => ({ parameters: sizeOf(input), flops: sizeOf(input), activations: sizeOf(input) }),
  create: ({ std }, { spec, tf }) => ({
    weights: [{ name: "position", role: "parameter", shape: spec.input, init: { kind: "normal", std } }],
    apply: (x, weight) => tf.add(x, weight("position")),
  }),
});
