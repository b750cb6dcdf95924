import { defineMetric, z, type BlockGradients, type Measurement } from "@infoplane/contracts";
import { inSeries } from "../in-series.ts";
import { gradientIsNotFinite, gradientIsZero, noGradient } from "../messages.ts";
import { networkOf } from "../snapshot.ts";

const options = z.strictObject({});

/**
 * Whether a block's local gradient points in the direction of its end-to-end gradient: their cosine, -1 to 1, on the
 * training batch of the position, in training mode. The local one is what the learning rule would follow (null if the
 * rule gives none, as for blocks that do not train); the end-to-end one is of the cross-entropy at the network's
 * classifier. 1 under e2e with cross-entropy. local_norm and end_to_end_norm are their Euclidean norms. Cost: two
 * training steps without updates. Null if a gradient is zero or not finite. The angle is that of Lillicrap et al.,
 * "Random synaptic feedback weights support error backpropagation" (Nature Communications 7, 2016), for whole blocks.
 */
export const gradientAgreement = defineMetric({
  name: "gradient-agreement",
  summary: "cosine of each block's local gradient with its end-to-end gradient on the same batch",
  options,
  needs: "none",
  columns: ["local_norm", "end_to_end_norm"],
  records: () => ({ per: "block", range: [-1, 1] }),
  create: () => ({
    measure: (snapshot) =>
      inSeries(networkOf(snapshot, "gradient-agreement").gradients(), async (found) => ({
        ...agreement(await read(found)),
        ...place(found),
      })),
  }),
});

/**
 * Euclidean norm of the gradient that each block follows, on the training batch of the position, before clipping and
 * the optimizer; end_to_end: that of the gradient of the cross-entropy at the classifier. Value is null if the learning
 * rule gives no gradient. Cost: two training steps without updates.
 */
export const gradientNorm = defineMetric({
  name: "gradient-norm",
  summary: "norm of the gradient that each block follows, and of its end-to-end gradient",
  options,
  needs: "none",
  columns: ["end_to_end"],
  records: () => ({ per: "block", range: [0, Infinity] }),
  create: () => ({
    measure: (snapshot) =>
      inSeries(networkOf(snapshot, "gradient-norm").gradients(), async (found) => {
        const { local, endToEnd } = await read(found);
        return {
          value: local ? Math.sqrt(dot(local, local)) : NaN,
          ...reasonOf(local),
          end_to_end: Math.sqrt(dot(endToEnd, endToEnd)),
          ...place(found),
        };
      }),
  }),
});

/**
 * Euclidean norm of all trained weights of each block: sqrt(Σ w²), biases and scales included; rms: sqrt(mean w²), for
 * comparing blocks of different size. Cost: reading the weights once.
 */
export const weightNorm = defineMetric({
  name: "weight-norm",
  summary: "norm of the trained weights of each block",
  options,
  needs: "none",
  columns: ["rms"],
  records: () => ({ per: "block", range: [0, Infinity] }),
  create: () => ({
    measure(snapshot) {
      const blocks = networkOf(snapshot, "weight-norm").blocks.filter(({ parameters }) => parameters.length > 0);
      return inSeries(blocks, async (block) => {
        let [square, count] = [0, 0];
        for (const parameter of block.parameters) {
          const value = parameter.read();
          try {
            const values = await value.data<"float32">();
            square += dot(values, values);
            count += values.length;
          } finally {
            value.dispose();
          }
        }
        return { value: Math.sqrt(square), rms: Math.sqrt(square / count), ...place(block) };
      });
    },
  }),
});

/** Values of a block's gradients. */
interface GradientValues {
  readonly local: Float32Array | undefined;
  readonly endToEnd: Float32Array;
}

const read = async ({ local, endToEnd }: BlockGradients): Promise<GradientValues> => ({
  local: await local?.data<"float32">(),
  endToEnd: await endToEnd.data<"float32">(),
});

function agreement({ local, endToEnd }: GradientValues): Measurement {
  const whole = Math.sqrt(dot(endToEnd, endToEnd));
  if (!local) return { value: NaN, ...reasonOf(local), local_norm: null, end_to_end_norm: whole };
  const own = Math.sqrt(dot(local, local));
  const norms = { local_norm: own, end_to_end_norm: whole };
  const refused = reasonOf(local).refused ?? zeroOf(own, whole) ?? notFiniteOf("end-to-end", whole);
  if (refused !== undefined) return { value: NaN, refused, ...norms };
  return { value: dot(local, endToEnd) / (own * whole), ...norms };
}

/** Why there is no norm of the local gradient. */
function reasonOf(local: Float32Array | undefined): { readonly refused?: string } {
  if (!local) return { refused: noGradient() };
  const refused = notFiniteOf("local", dot(local, local));
  return refused === undefined ? {} : { refused };
}

const notFiniteOf = (which: "local" | "end-to-end", size: number): string | undefined =>
  Number.isFinite(size) ? undefined : gradientIsNotFinite(which);

const zeroOf = (local: number, endToEnd: number): string | undefined =>
  local === 0 ? gradientIsZero("local") : endToEnd === 0 ? gradientIsZero("end-to-end") : undefined;

const place = ({
  block,
  depth,
}: {
  readonly block: string;
  readonly depth: number;
}): Pick<Measurement, "block" | "depth"> => ({
  block,
  depth,
});

/** In float64: float32 squares overflow beyond 1e19 and underflow below 1e-19. */
function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let at = 0; at < a.length; at++) sum += (a[at] as number) * (b[at] as number);
  return sum;
}
