import { defineLayer, ShapeError, z, type WeightSpec } from "@infoplane/contracts";
import type { Tensor, Tensor1D } from "@tensorflow/tfjs-core";
import { tokenShape } from "./input-shape.ts";

const parts = ["query", "key", "value", "output"] as const;

/**
 * Multi-head self-attention: softmax(Q K^T / sqrt(d / heads)) V for each head, the heads concatenated, then one more
 * linear map (Vaswani et al. 2017, section 3.2). [t, d] -> [t, d]; each kernel [d, d] is initially normal with variance
 * 1 / d, biases are 0. Keeps queries, keys, values, the attention weights of all pairs of tokens and the heads' output.
 */
export const attention = defineLayer({
  name: "attention",
  summary: "multi-head self-attention between tokens",
  positional: ["heads"],
  options: z.strictObject({ heads: z.int().positive().default(4).describe("must divide the features of a token") }),
  shape: ({ heads }, input) => {
    const [, width] = tokenShape("attention", input);
    if (width % heads !== 0) {
      throw new ShapeError(
        `attention can't share the ${width} features of a token among ${heads} heads`,
        "choose a number of heads that divides the features, or other features in patch-embed",
      );
    }
    return input;
  },
  cost: ({ heads }, input) => {
    const [tokens, width] = tokenShape("attention", input);
    const maps = 4 * (2 * tokens * width * width + tokens * width);
    // Scores and weighted sums, then scaling and softmax (maximum, difference, power, sum, quotient) of every pair.
    const pairs = 2 * (2 * tokens * tokens * width) + 6 * heads * tokens * tokens;
    return {
      parameters: 4 * (width * width + width),
      flops: maps + pairs,
      activations: 5 * tokens * width + heads * tokens * tokens,
    };
  },
  create: ({ heads }, { spec, tf, ops }) => {
    const [tokens, width] = tokenShape("attention", spec.input);
    const each = width / heads;
    const weights = parts.flatMap((part): WeightSpec[] => [
      {
        name: `${part}-kernel`,
        role: "parameter",
        shape: [width, width],
        init: { kind: "normal", std: 1 / Math.sqrt(width) },
      },
      { name: `${part}-bias`, role: "parameter", shape: [width], init: { kind: "constant", value: 0 } },
    ]);
    return {
      weights,
      apply: (x, weight) => {
        const [batch = 0] = x.shape;
        const map = (rows: Tensor, part: (typeof parts)[number]): Tensor =>
          ops.biasAdd(ops.matMul(rows, weight(`${part}-kernel`)), weight(`${part}-bias`) as Tensor1D);
        const rows = tf.reshape(x, [batch * tokens, width]);
        /** [batch, heads, tokens, width / heads] */
        const byHead = (part: (typeof parts)[number]): Tensor =>
          tf.transpose(tf.reshape(map(rows, part), [batch, tokens, heads, each]), [0, 2, 1, 3]);
        const scores = ops.matMul(tf.mul(byHead("query"), 1 / Math.sqrt(each)), byHead("key"), true);
        const mixed = ops.matMul(tf.softmax(scores), byHead("value"));
        const joined = tf.reshape(tf.transpose(mixed, [0, 2, 1, 3]), [batch * tokens, width]);
        return tf.reshape(map(joined, "output"), x.shape);
      },
    };
  },
});
