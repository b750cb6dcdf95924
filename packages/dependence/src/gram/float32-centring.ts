import { tensors } from "@infoplane/engine";
import type { Tensor1D, Tensor2D } from "@tensorflow/tfjs-core";
import type { FeatureStatistics } from "./feature-statistics.ts";
import type { Scale } from "./gram-matrix.ts";

/** Values between 1 / far and far have squares that float32 can sum, and so do the squares of those sums. */
export const far = 2 ** 30;

/** Whether squares of the centred features, and sums of them, fit into float32. */
export function fitsFloat32({ spreads, range, largest }: FeatureStatistics, scale: Scale): boolean {
  if (largest > far ** 2) return false;
  if (scale === "raw") return range > 1 / far && range < far;
  return spreads.every((spread) => spread === 0 || spread > 1 / far ** 2);
}

/** What centres and scales features [start, end) in float32: to subtract, the means and then the rest; to multiply by. */
export function float32Numbers(
  { means, spreads }: FeatureStatistics,
  start = 0,
  end = means.length,
): Record<"means" | "rest" | "factors", Float32Array> {
  const rounded = Float32Array.from(means.subarray(start, end));
  return {
    means: rounded,
    // In two steps: a mean may lie between two float32 numbers that are further apart than the feature's values.
    rest: rounded.map((value, k) => (means[start + k] as number) - value),
    factors: Float32Array.from(spreads.subarray(start, end), (spread) => (spread === 0 ? 0 : 1 / spread)),
  };
}

/** Centres features, and scales them to variance 1 (constant ones to 0), on the engine in float32. */
export function float32Centring(
  statistics: FeatureStatistics,
  scale: Scale,
): { apply(rows: Tensor2D): Tensor2D; dispose(): void } {
  const tf = tensors();
  const numbers = float32Numbers(statistics);
  const [mean, rest, factors] = [numbers.means, numbers.rest, numbers.factors].map((values) => tf.tensor1d(values)) as [
    Tensor1D,
    Tensor1D,
    Tensor1D,
  ];
  return {
    apply: (rows) =>
      tf.tidy(() => {
        const moved = tf.sub<Tensor2D>(tf.sub(rows, mean), rest);
        return scale === "raw" ? moved : tf.mul<Tensor2D>(moved, factors);
      }),
    dispose: () => {
      tf.dispose([mean, rest, factors]);
    },
  };
}
