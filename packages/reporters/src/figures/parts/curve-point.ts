/** More points than this on a line overlap: then they are invisible and only carry tooltips. */
const visibleUpTo = 25;

/** Points of a line over the epochs: small discs, or invisible if there are many. */
export function curvePoint(rows: readonly { readonly epoch: number }[]): "transparent" | { readonly size: number } {
  return new Set(rows.map((row) => row.epoch)).size > visibleUpTo ? "transparent" : { size: 14 };
}
