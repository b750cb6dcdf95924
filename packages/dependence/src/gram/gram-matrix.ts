import type { FeatureStatistics } from "./feature-statistics.ts";

/** Whether features are taken as they are, or each brought to variance 1 (constant ones to 0). */
export type Scale = "raw" | "standardised";

/** What a kernel is made from: a symmetric [m, m] matrix of the samples, and how far it can be trusted. */
export interface Gram<Values extends Float32Array | Float64Array = Float64Array> {
  readonly rows: number;
  readonly columns: number;
  readonly data: Values;
  /** Inner products of the centred rows, or squared distances between rows. */
  readonly holds: "products" | "distances";
  /** A squared distance is known to this share of both rows' squared lengths where products are held, else to this share of itself. */
  readonly rounding: number;
  /** Entries are in units of the square of this power of two: 1 but where they would leave the range of float32. */
  readonly unit: number;
  /** False where a value is infinite or not a number; the entries are then not to be used. */
  readonly isFinite: boolean;
  /** No feature varies: all entries are 0. */
  readonly isConstant: boolean;
}

/** What accumulating a Gram matrix in float32 is taken to cost: four units of 2^-24. */
export const float32Products = 2 ** -22;
/** The same in float64. */
export const float64Products = 2 ** -49;
/** Of squared distances that `squaredDistances` gives. */
export const float64Distances = 2 ** -30;
/** Of squared distances that are rounded to float32. */
export const float32Distances = 2 ** -24;

/** A Gram matrix without entries of a variable that has none: constant, or not finite. */
export function withoutEntries<Values extends Float32Array | Float64Array>(
  data: Values,
  m: number,
  { isFinite, isConstant }: Pick<FeatureStatistics, "isFinite" | "isConstant">,
): Gram<Values> {
  return { rows: m, columns: m, data, holds: "products", rounding: 0, unit: 1, isFinite, isConstant };
}
