/** Random numbers in a fixed order: the n-th depends only on the draw's address and n. */
export interface Draw {
  /** Uniform in [0, 1). */
  uniform(): number;
  /** Standard normal. */
  normal(): number;
  /** Uniform whole number in [0, n). */
  integer(n: number): number;
}
