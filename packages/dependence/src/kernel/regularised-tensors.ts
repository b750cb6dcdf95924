import { inverseByHalves, matrix, traceOfCube, type Doubles } from "@infoplane/engine";

/**
 * U of R, [m, m]; rows [8, m]; tr U³. The rows are the sums over j of (Kᵢⱼ - 1) / c times 1 / m, sⱼ and sⱼ², with the
 * squared lengths s of the samples; xᵢᵢ; and the sums of xᵢⱼ², uᵢⱼ², uᵢⱼ³ and uᵢⱼ dⱼ.
 */
export type RegularisedTensors = [u: number, rows: number, cube: number];

/**
 * From the products of m samples, a float64 tensor [m, m] of which the lower half is read, for the Gaussian kernel
 * K = exp(-rate distance²): R = HKH (HKH + c I)^-1 of nHSIC, as new float64 tensors. R is I - X with X = (I + HKH / c)^-1, so
 * U of R is -U of X. Cost m³.
 */
export function regularisedTensors(doubles: Doubles, products: number, numbers: KernelNumbers): RegularisedTensors {
  const { m } = numbers;
  // What each step leaves behind is freed with it: in a compiled function TensorFlow would, kernel by kernel it would not.
  const [x, errors] = doubles.within(() => complementOf(doubles, products, numbers));
  const [u, rows] = doubles.within(() => partsOf(doubles, x, errors, m));
  const [cube] = doubles.within(() => [traceOfCube(doubles, u, m)]);
  return [u, rows, cube];
}

interface KernelNumbers {
  readonly m: number;
  readonly rate: number;
  readonly c: number;
}

/** X, [m, m], and the first rows, [3, m]. */
function complementOf(doubles: Doubles, products: number, { m, rate, c }: KernelNumbers): [number, number] {
  const lengths = doubles.diagonalOf(products);
  const [half] = doubles.within(() => [halfKernel(doubles, products, lengths, { rate, c })]);
  const means = doubles.write(matrix(1, m, new Float64Array(m).fill(1 / m)));
  const powers = doubles.join([means, doubles.row(lengths), doubles.row(doubles.times(lengths, lengths))], 0);
  const errors = doubles.plus(doubles.product(powers, half), doubles.product(powers, half, "b"));

  const mean = doubles.part(errors, [0, 0], [1, m]);
  const overall = doubles.minus(doubles.mean(mean), mean);
  const centred = doubles.plus(doubles.minus(half, doubles.column(mean)), overall);
  const diagonal = doubles.plus(doubles.scalar(1), doubles.minus(overall, mean));
  return [inverseByHalves(doubles, doubles.withDiagonal(centred, doubles.flat(diagonal)), m), errors];
}

/** U and all rows. */
function partsOf(doubles: Doubles, x: number, errors: number, m: number): [number, number] {
  const own = doubles.diagonalOf(x);
  const share = doubles.times(doubles.minus(doubles.sum(x, [1]), own), doubles.scalar(1 / (m - 2)));
  const shift = doubles.times(doubles.sum(share, [0]), doubles.scalar(1 / (m - 1)));
  const entries = doubles.plus(doubles.minus(doubles.column(share), x), doubles.minus(share, shift));
  const u = doubles.withDiagonal(entries, doubles.minus(own, own));
  const square = doubles.times(u, u);
  const sums = [doubles.times(x, x), square, doubles.times(square, u)].map((a) => doubles.sum(a, [1]));
  const forms = doubles.product(doubles.row(doubles.minus(doubles.mean(own), own)), u);
  return [u, doubles.join([errors, doubles.stack([own, ...sums]), forms], 0)];
}

/**
 * (K - 1) / c, zero above the diagonal and on it. K - 1 is 2 t / (1 - t) with t = tanh(-rate distance² / 2), which is as
 * exact as `expm1` and several times as fast on the engine.
 */
function halfKernel(
  doubles: Doubles,
  products: number,
  lengths: number,
  { rate, c }: { readonly rate: number; readonly c: number },
): number {
  const own = doubles.times(lengths, doubles.scalar(rate / 2));
  const mine = doubles.minus(doubles.times(products, doubles.scalar(rate)), doubles.column(own));
  // A distance is negative only by rounding.
  const exponent = doubles.run("Minimum", [], [doubles.minus(mine, own), doubles.scalar(0)]);
  const t = doubles.run("Tanh", [], [exponent]);
  const half = doubles.run("RealDiv", [], [t, doubles.minus(doubles.scalar(1), t)]);
  return doubles.lowerHalf(doubles.times(half, doubles.scalar(2 / c)));
}
