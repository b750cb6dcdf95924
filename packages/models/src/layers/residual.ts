import { defineLayer, formatShape, ShapeError, sizeOf, z, type Layer } from "@infoplane/contracts";
import { prefixed } from "../sequence.ts";

/** y = body(x) + shortcut(x); without a shortcut, x itself (He et al. 2016, eq. 1 and 2). */
export const residual = defineLayer({
  name: "residual",
  summary: "adds the input, or its shortcut, to the output of the layers inside",
  options: z.strictObject({}),
  inner: { body: "required", shortcut: "optional" },
  shape: (_options, input, inner) => {
    const body = inner("body") ?? input;
    const shortcut = inner("shortcut") ?? input;
    if (formatShape(body) !== formatShape(shortcut)) {
      throw new ShapeError(
        `residual can't add ${formatShape(body)} of its body to ${formatShape(shortcut)} of its shortcut`,
        "add shortcut { conv(filters, kernel: 1, stride: s) } with the body's channels and stride",
      );
    }
    return body;
  },
  cost: (_options, _input, output) => ({ parameters: 0, flops: sizeOf(output), activations: sizeOf(output) }),
  create: (_options, context): Layer => {
    const body = prefixed("body", context.inner("body"));
    const shortcut = prefixed("shortcut", context.inner("shortcut"));
    return {
      weights: [...body.weights, ...shortcut.weights],
      apply: (x, weight, pass) => context.tf.add(body.apply(x, weight, pass), shortcut.apply(x, weight, pass)),
    };
  },
});
