import type { FeatureStatistics } from "./feature-statistics.ts";

/** Whether features are used as they are, or each scaled to variance 1 (constant ones to 0). */
export type Scale = "raw" | "standardised";

/** What a kernel is computed from: a symmetric [m, m] matrix of the samples, and its accuracy. */
export interface Gram<Values extends Float32Array | Float64Array = Float64Array> {
  readonly rows: number;
  readonly columns: number;
  readonly data: Values;
  /** Inner products of the centred rows, or squared distances between rows. */
  readonly holds: "products" | "distances";
  /** Relative error of a squared distance: to both rows' squared lengths if products are held, otherwise to itself. */
  readonly rounding: number;
  /** Entries are in units of the square of this power of two: 1 unless they would exceed the range of float32. */
  readonly unit: number;
  /** False if a value is infinite or NaN; the entries must then not be used. */
  readonly isFinite: boolean;
  /** No feature varies: all entries are 0. */
  readonly isConstant: boolean;
}

/** Assumed error of accumulating a Gram matrix in float32: four units of 2^-24. */
export const float32Products = 2 ** -22;
/** The same in float64. */
export const float64Products = 2 ** -49;
/** For squared distances from `squaredDistances`. */
export const float64Distances = 2 ** -30;
/** For squared distances rounded to float32. */
export const float32Distances = 2 ** -24;

/** A Gram matrix without entries, for a variable that is constant or not finite. */
export function withoutEntries<Values extends Float32Array | Float64Array>(
  data: Values,
  m: number,
  { isFinite, isConstant }: Pick<FeatureStatistics, "isFinite" | "isConstant">,
): Gram<Values> {
  return { rows: m, columns: m, data, holds: "products", rounding: 0, unit: 1, isFinite, isConstant };
}
