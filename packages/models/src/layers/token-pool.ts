import { defineLayer, sizeOf, z } from "@infoplane/contracts";
import { tokenShape } from "./input-shape.ts";

/** Pools a sequence of tokens into one vector: [t, d] -> [d]. */
export const tokenPool = defineLayer({
  name: "token-pool",
  summary: "the mean of the tokens, or the first of them: a sequence becomes a vector",
  positional: ["take"],
  options: z.strictObject({
    take: z.enum(["mean", "first"]).default("mean").describe("mean of all tokens, or the first one: the class token"),
  }),
  shape: (_options, input) => [tokenShape("token-pool", input)[1]],
  cost: ({ take }, input, output) => ({
    parameters: 0,
    flops: take === "mean" ? sizeOf(input) : 0,
    activations: sizeOf(output),
  }),
  create: ({ take }, { spec, tf }) => ({
    weights: [],
    apply: (x) => {
      if (take === "mean") return tf.mean(x, 1);
      const [batch = 0] = x.shape;
      return tf.reshape(tf.slice(x, [0, 0, 0], [batch, 1, sizeOf(spec.output)]), [batch, sizeOf(spec.output)]);
    },
  }),
});
