import { matrix, Streams, type LinearAlgebra, type Matrix } from "@infoplane/engine";
import { float32Products } from "../gram/gram-matrix.ts";
import type { FeatureMap } from "./kernel-features.ts";

/** Random Fourier features of a Gaussian kernel, or a random projection (width null): see `kernelFeatures`. */
export function fourier(
  d: number,
  count: number,
  width: number | null,
  algebra: Pick<LinearAlgebra, "multiply">,
): FeatureMap {
  const { normal } = new Streams(0).stream("frequencies", d, count);
  const size = Math.sqrt(count);
  const projection = matrix(
    d,
    count,
    // With width 0, its limit: angles that separate all samples.
    Float64Array.from({ length: d * count }, () => normal() / (width ?? 1)),
  );
  let [errors, values] = [0, 0];
  const features = ({ rows, data }: Matrix): Matrix => {
    if (width === null)
      return matrix(
        rows,
        count,
        data.map((value) => value / size),
      );
    const pairs = new Float64Array(rows * count * 2);
    data.forEach((angle, at) => {
      // cos - 1: centring removes the 1, in which small angles would be lost.
      pairs[2 * at] = (-2 * Math.sin(angle / 2) ** 2) / size;
      pairs[2 * at + 1] = Math.sin(angle) / size;
    });
    return matrix(rows, 2 * count, pairs);
  };
  const lengths = width === null || width === 0 ? 0 : Math.sqrt(d) / width;
  return {
    projection,
    finish(products, squares) {
      for (const square of squares) {
        const angle = Math.sqrt(square) * lengths * Math.sqrt(1 / d);
        // An angle's error times the slope of its cosine.
        errors += (float32Products * Math.sqrt(square) * lengths * Math.min(1, angle)) ** 2;
      }
      values += squares.length;
      return features(products);
    },
    finishExactly: (rows) => features(algebra.multiply(rows, projection)),
    error: () => (values === 0 ? 0 : Math.sqrt(errors / values)),
  };
}
