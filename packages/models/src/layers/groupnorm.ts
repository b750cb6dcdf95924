import { defineLayer, formatShape, ShapeError, z, type Layer, type LayerContext } from "@infoplane/contracts";
import { affine, affineWeights, normalisationCost } from "./affine.ts";
import { imageShape } from "./input-shape.ts";

const epsilon = z.number().positive().default(1e-5).describe("added to the variance");

/** The largest number of groups that is suggested. */
const mostNamed = 4096;

/** Mean and variance over the pixels and over each group of neighbouring channels, separately for each image. */
export const groupnorm = defineLayer({
  name: "groupnorm",
  summary: "group normalisation: each image by itself, channels in groups (Wu & He 2018)",
  positional: ["groups"],
  options: z.strictObject({
    groups: z.int().positive().default(32).describe("how many groups; must divide the channels"),
    epsilon,
  }),
  shape: ({ groups }, input) => {
    const [height, width, channels] = imageShape("groupnorm", input);
    if (channels % groups === 0) {
      if (height * width * (channels / groups) > 1) return input;
      throw new ShapeError(
        `groupnorm would take its statistics over one value: ${formatShape(input)} in ${groups} groups`,
        "write fewer groups",
      );
    }
    // With a billion channels, only small numbers of groups are suggested.
    const counted = Math.min(channels, mostNamed);
    const divisors = Array.from({ length: counted }, (_, i) => i + 1).filter((n) => channels % n === 0);
    throw new ShapeError(
      `groupnorm can't put the ${channels} channels of ${formatShape(input)} into ${groups} equal groups`,
      `write groupnorm(${divisors.findLast((n) => n <= groups) ?? 1}); possible are ${divisors.join(", ")}`,
    );
  },
  cost: (_options, input) => normalisationCost(input, true),
  create: (options, context) => perImage(context, options.groups, options.epsilon, true),
});

/** Mean and variance over the pixels, for each channel of each image separately: as many groups as channels. */
export const instancenorm = defineLayer({
  name: "instancenorm",
  summary: "instance normalisation: each channel of each image by itself (Ulyanov et al. 2016)",
  options: z.strictObject({
    affine: z.boolean().default(false).describe("whether a trained scale and shift of each channel follow"),
    epsilon,
  }),
  shape: (_options, input) => {
    const [height, width] = imageShape("instancenorm", input);
    if (height * width > 1) return input;
    throw new ShapeError(
      `instancenorm would take its statistics over one value: its input is ${formatShape(input)}`,
      "put it before the map shrinks to one pixel, or write groupnorm(1)",
    );
  },
  cost: (options, input) => normalisationCost(input, options.affine),
  create: (options, context) => perImage(context, context.spec.input[2] ?? 1, options.epsilon, options.affine),
});

function perImage(context: LayerContext, groups: number, epsilon: number, withAffine: boolean): Layer {
  const { tf, ops, spec } = context;
  const [height = 1, width = 1, channels = 1] = spec.input;
  return {
    weights: withAffine ? affineWeights(spec.input) : [],
    apply: (x, weight) => {
      const grouped = tf.reshape(x, [x.shape[0], height * width, groups, channels / groups]);
      const y = tf.reshape(ops.normalise(grouped, [1, 3], epsilon), x.shape);
      return withAffine ? affine(context, y, weight) : y;
    },
  };
}
