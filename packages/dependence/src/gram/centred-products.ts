import type { Doubles } from "@infoplane/engine";
import type { Tensor2D } from "@tensorflow/tfjs-core";
import type { FeatureStatistics } from "./feature-statistics.ts";
import { far, fitsFloat32, float32Numbers } from "./float32-centring.ts";
import { fromProducts, type Chunk, type FromProducts, type Use } from "./products-on-engine.ts";

/** Means this far beyond the spread cost float32 digits, or hide that nothing varies: then each feature is checked. */
const plainVariance = 1e-6;

/**
 * `fromProducts` of the rows after centring each column: undefined if float32 can't be trusted for these means or sizes, or
 * if nothing varies. `isOff`: whether the rounding of the means left something to centre.
 */
export function fromRawProducts<Ids extends number[]>(
  values: Tensor2D,
  use: Use<Ids>,
): (FromProducts<Ids> & { readonly isOff: boolean }) | undefined {
  const seen = { squares: 0 };
  const made = fromProducts(
    values,
    {
      centred: (doubles, chunk) => {
        const mean = meanOf(doubles, chunk.id, chunk.samples);
        return { features: doubles.runSingle("Sub", [], [chunk.id, mean]), facts: [mean] };
      },
      accepts: ([means = new Float64Array()]) => {
        for (const mean of means) seen.squares += mean * mean;
        return true;
      },
    },
    use,
  );
  if (!made) return undefined;
  const variance = made.lengths.reduce((sum, square) => sum + square, 0) / made.lengths.length;
  const isPlain = variance > plainVariance * seen.squares && variance > 1 / far ** 2 && variance < far ** 2;
  return isPlain ? { ...made, isOff: variance < seen.squares } : undefined;
}

/**
 * The same after bringing each feature to variance 1: undefined if a nonzero one doesn't vary well beyond the float32
 * rounding of its mean, or if none varies.
 */
export function fromStandardisedProducts<Ids extends number[]>(
  values: Tensor2D,
  use: Use<Ids>,
): FromProducts<Ids> | undefined {
  const seen = { varies: false };
  const made = fromProducts(
    values,
    {
      centred: (doubles, { id, samples }) => {
        const mean = meanOf(doubles, id, samples);
        const centred = doubles.runSingle("Sub", [], [id, mean]);
        const variance = meanOf(doubles, doubles.runSingle("Square", [], [centred]), samples);
        const spread = doubles.runSingle("Sqrt", [], [variance]);
        // Squares of small values underflow in float32.
        const size = meanOf(doubles, doubles.runSingle("Abs", [], [centred]), samples);
        return { features: doubles.runSingle("DivNoNan", [], [centred, spread]), facts: [mean, spread, size] };
      },
      accepts: ([means, spreads, sizes]) => {
        for (let k = 0; k < (sizes?.length ?? 0); k++) {
          const [off, own] = [means?.[k] ?? NaN, spreads?.[k] ?? NaN];
          if (sizes?.[k] === 0 && off === 0) continue;
          if (!(own ** 2 > plainVariance * off ** 2 && own > 1 / far && own < far)) return false;
          seen.varies = true;
        }
        return true;
      },
    },
    use,
  );
  return seen.varies ? made : undefined;
}

/** The same with given statistics of each feature: undefined if they don't fit into float32. */
export function fromProductsBy<Ids extends number[]>(
  values: Tensor2D,
  statistics: FeatureStatistics,
  use: Use<Ids>,
): FromProducts<Ids> | undefined {
  if (!statistics.isFinite || statistics.isConstant || !fitsFloat32(statistics, "standardised")) return undefined;
  const centred = (doubles: Doubles, { id, start, end }: Chunk): { features: number; facts: [] } => {
    const rows = (values: Float32Array): number => doubles.writeSingle([values.length], values);
    const { means, rest, factors } = float32Numbers(statistics, start, end);
    const moved = [means, rest].reduce((a, part) => doubles.runSingle("Sub", [], [a, rows(part)]), id);
    return { features: doubles.runSingle("Mul", [], [moved, rows(factors)]), facts: [] };
  };
  return fromProducts(values, { centred, accepts: () => true }, use);
}

/** Of each column of a float32 tensor [m, n]: [1, n]. As a product, which is several times as fast as `Mean`. */
function meanOf(doubles: Doubles, a: number, m: number): number {
  const ones = doubles.writeSingle([1, m], new Float32Array(m).fill(1));
  const sum = doubles.productSingle(ones, a);
  return doubles.runSingle("RealDiv", [], [sum, doubles.writeSingle([], Float32Array.of(m))]);
}
