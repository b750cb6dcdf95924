import { defineLayer, z } from "@infoplane/contracts";
import { affine, affineWeights, normalisationCost } from "./affine.ts";

/**
 * Layer normalisation over the last axis: the features of a vector or of each token, the channels of each pixel. For
 * one mean over a whole image use `groupnorm(groups: 1)`.
 */
export const layernorm = defineLayer({
  name: "layernorm",
  summary: "layer normalisation over the features (Ba et al. 2016)",
  options: z.strictObject({ epsilon: z.number().positive().default(1e-5).describe("added to the variance") }),
  shape: (_options, input) => input,
  cost: (_options, input) => normalisationCost(input, true),
  create: ({ epsilon }, context) => ({
    weights: affineWeights(context.spec.input),
    apply: (x, weight) => affine(context, context.ops.normalise(x, [x.rank - 1], epsilon), weight),
  }),
});
