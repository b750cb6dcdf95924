import { noRows, tooManyRows } from "../messages.ts";

/** Rows of one `measure()`: far more than any network has parts, few enough to be read again. */
const mostRows = 100_000;

/**
 * What a metric returned, as an array of its own, read by index: the one that was given may have other methods. Throws
 * TypeError if it is no array, RangeError if it has more rows than anything measured has.
 */
export function rowsIn(given: unknown): unknown[] {
  if (!Array.isArray(given)) throw new TypeError(noRows());
  const { length } = given;
  if (length > mostRows) throw new RangeError(tooManyRows(length, mostRows));
  return Array.from({ length }, (_, index): unknown => given[index]);
}
