/** More points than this on a line run into one another: then they only carry tooltips. */
const visibleUpTo = 25;

/** Points of a line over the epochs: small discs, or invisible when there are many. */
export function curvePoint(rows: readonly { readonly epoch: number }[]): "transparent" | { readonly size: number } {
  return new Set(rows.map((row) => row.epoch)).size > visibleUpTo ? "transparent" : { size: 14 };
}
