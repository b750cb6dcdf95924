import { matrix, squaredDistances, type LinearAlgebra, type Matrix } from "@infoplane/engine";
import { eachPairOfBlocks } from "./block-pairs.ts";
import type { FeatureStatistics } from "./feature-statistics.ts";
import {
  float32Distances,
  float64Distances,
  float64Products,
  withoutEntries,
  type Gram,
  type Scale,
} from "./gram-matrix.ts";

/** Limit on the bytes of samples held at a time. */
const heldBytes = 2 ** 29;

/** A source of float64 rows. */
export interface Rows {
  readonly samples: number;
  readonly features: number;
  /** [end - start, features] */
  read(start: number, end: number): Matrix | Promise<Matrix>;
}

export interface ExactOptions {
  readonly scale: Scale;
  readonly holds: Gram["holds"];
  readonly algebra: Pick<LinearAlgebra, "multiply">;
}

/**
 * Gram matrix of the centred rows, or the squared distances between them, in float64 throughout, written into `into`,
 * [m, m]: for data whose float32 products would lose what matters. Several times as expensive as those.
 */
export async function exactGram<Values extends Float32Array | Float64Array>(
  rows: Rows,
  statistics: FeatureStatistics,
  into: Values,
  { scale, holds, algebra }: ExactOptions,
): Promise<Gram<Values>> {
  const m = rows.samples;
  if (!statistics.isFinite || statistics.isConstant) {
    into.fill(0);
    return withoutEntries(into, m, statistics);
  }
  const narrow = into instanceof Float32Array;
  // Squares of values within 2^40 of 1 fit into float32, and so do the sums of them that the measures take.
  const unit = narrow && scale === "raw" ? unitOf(statistics.range) : 1;
  const shift = scaled(statistics, scale, unit);
  const make = async (start: number, end: number): Promise<Matrix> => shift(await rows.read(start, end));
  const entries = (a: Matrix, b: Matrix): Matrix =>
    holds === "distances" ? squaredDistances(a, b, algebra) : algebra.multiply(a, b, "b");
  const held = Math.floor(heldBytes / (8 * rows.features));
  await eachPairOfBlocks(m, held, { make, free: () => undefined }, (a, row, b, column) => {
    place(into, m, row, column, entries(a, b));
  });
  const distances = narrow ? float32Distances : float64Distances;
  const rounding = holds === "distances" ? distances : narrow ? float32Distances : float64Products;
  return { rows: m, columns: m, data: into, holds, rounding, unit, isFinite: true, isConstant: false };
}

/** Centres a copy of the rows by the overall means; standardised: constant features become 0. */
export function scaled({ means, spreads }: FeatureStatistics, scale: Scale, unit = 1): (rows: Matrix) => Matrix {
  const factors =
    scale === "raw" ? spreads.map(() => 1 / unit) : spreads.map((spread) => (spread === 0 ? 0 : 1 / spread));
  return ({ rows, columns, data }) => {
    const values = new Float64Array(data.length);
    for (let at = 0; at < data.length;) {
      for (let k = 0; k < columns; k++, at++) {
        values[at] = ((data[at] as number) - (means[k] as number)) * (factors[k] as number);
      }
    }
    return matrix(rows, columns, values);
  };
}

/** The power of two just below a range that is far from 1. */
function unitOf(range: number): number {
  return range > 2 ** -40 && range < 2 ** 40 ? 1 : 2 ** Math.floor(Math.log2(range));
}

/** Writes a block and its mirror image. */
function place(into: Float32Array | Float64Array, m: number, row: number, column: number, part: Matrix): void {
  for (let i = 0; i < part.rows; i++) {
    for (let j = 0; j < part.columns; j++) {
      const value = part.data[i * part.columns + j] as number;
      into[(row + i) * m + column + j] = value;
      into[(column + j) * m + row + i] = value;
    }
  }
}
