import { defineLayer, sizeOf, z, type Plugin } from "@infoplane/contracts";

/** x sigmoid(b x), with one trained number b: Ramachandran, Zoph & Le, "Searching for activation functions" (2017). */
export const swish = defineLayer({
  name: "swish",
  summary: "x times the sigmoid of b x, where b is trained",
  options: z.strictObject({
    start: z.number().default(1).describe("value that b starts with"),
  }),
  positional: ["start"],
  shape: (_, input) => input,
  cost: (_, input) => ({ parameters: 1, flops: 4 * sizeOf(input), activations: sizeOf(input) }),
  create: ({ start }, { tf }) => ({
    weights: [{ name: "b", role: "parameter", shape: [1], init: { kind: "constant", value: start } }],
    apply: (x, weight) => tf.mul(x, tf.sigmoid(tf.mul(x, weight("b")))),
  }),
});

export const plugins: Plugin[] = [swish];
