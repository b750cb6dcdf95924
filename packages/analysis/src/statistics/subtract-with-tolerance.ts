/** What rounding leaves of a sum of numbers of size 1. */
const rounding = 1e-12;

/** a - b, and 0 if the rest is within rounding for numbers of this size: equal values must count as equal. */
export function subtractWithTolerance(a: number, b: number, size = Math.max(Math.abs(a), Math.abs(b))): number {
  const difference = a - b;
  return Math.abs(difference) <= rounding * size ? 0 : difference;
}
