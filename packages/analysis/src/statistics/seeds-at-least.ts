/**
 * Fewest seeds with which an exact one-sided test can pass the level: its p is never below 2^-n, and Holm's correction
 * multiplies the smallest of all by the number of `claims`. Claims that are tested jointly need no more than one does.
 */
export function seedsAtLeast(claims: number, level: number): number {
  return Math.ceil(Math.log2(claims / level) - 1e-9);
}
