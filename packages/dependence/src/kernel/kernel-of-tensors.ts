import { matrix } from "@infoplane/engine";
import { float32Products } from "../gram/gram-matrix.ts";
import type { FromProducts } from "../gram/products-on-engine.ts";
import { momentsOf } from "../null/permutation-moments.ts";
import { DenseKernel } from "./dense-kernel.ts";
import { effectOfErrors } from "./effect-of-errors.ts";
import { accuracyOf, precisionOf, small, tiny } from "./regularise.ts";
import type { RegularisedTensors } from "./regularised-tensors.ts";

/**
 * The kernel of nHSIC from what `regularisedTensors` gives. undefined if R is so small that other formulas keep more of its
 * digits, or not a number, as where there is no inverse.
 */
export function kernelOfTensors(
  { found: [u, rows, [cube = NaN]], lengths }: FromProducts<RegularisedTensors>,
  width: number,
  eps: number,
): DenseKernel | undefined {
  const m = lengths.length;
  const c = eps * m;
  const [k0, k1, k2, own, ownSquares, squareSums, cubeSums, forms] = Array.from({ length: 8 }, (_, index) =>
    rows.subarray(index * m, (index + 1) * m),
  ) as [Row, Row, Row, Row, Row, Row, Row, Row];

  const diagonal = own.map((value) => 1 - value);
  // Those of R: 1 - 2 xᵢᵢ more than of X.
  const squares = ownSquares.map((sum, i) => sum - 1 + 2 * (diagonal[i] as number));
  const errors = errorsOf(lengths, [k0, k1, k2], c, 1 / (2 * width * width));
  const effect = effectOfErrors(errors, { diagonal, squares });
  // tr HKH / c
  const size = -sumOf(k0);
  if (!(size >= tiny && effect.size >= small)) return undefined;

  const { inaccuracy, precision } = accuracyOf(effect, c, Number.EPSILON * size);
  const trace = sumOf(diagonal);
  const square = sumOf(diagonal.map((value) => value ** 2));
  const parts = {
    trace,
    diagonal: diagonal.map((value) => value - trace / m),
    size: { diagonal: Math.sqrt(square / m), entries: Math.sqrt((sumOf(squares) - square) / (m * (m - 1))) },
  };
  const sums = { squares: squareSums, cubes: cubeSums, forms };
  const moments = momentsOf(sums, parts, cube, Math.max(precisionOf(eps), precision));
  const facts = { dof: true, norm: 1, width, inaccuracy };
  return new DenseKernel([{ entries: matrix(m, m, u), diagonal: parts, moments }], facts);
}

type Row = Float64Array;

/**
 * For each row, at least the sum of the squares of the rounding errors Kᵢⱼ rate (sᵢ + sⱼ) 2^-22 of its entries, as in
 * `gaussianKernel` but with Kᵢⱼ for Kᵢⱼ². k0, k1 and k2: see {@link RegularisedTensors}.
 */
function errorsOf(lengths: Row, [k0, k1, k2]: readonly [Row, Row, Row], c: number, rate: number): Row {
  const m = lengths.length;
  const [first, second] = [sumOf(lengths), sumOf(lengths.map((length) => length ** 2))];
  return lengths.map((own, i) => {
    const plain = own ** 2 * (m - 1) + 2 * own * (first - own) + second - own ** 2;
    const less = c * (own ** 2 * m * (k0[i] as number) + 2 * own * (k1[i] as number) + (k2[i] as number));
    return Math.max(0, plain + less) * (rate * float32Products) ** 2;
  });
}

const sumOf = (values: Row): number => values.reduce((sum, value) => sum + value, 0);
