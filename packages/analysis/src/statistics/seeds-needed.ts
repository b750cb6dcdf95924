import { normalQuantile } from "./normal.ts";

/**
 * Fewest seeds with which an exact one-sided test can pass the level after Holm's correction over `claims`: its p is
 * never below 2^-n, and the smallest of all is multiplied by their number.
 */
export function seedsAtLeast(claims: number, level: number): number {
  return Math.ceil(Math.log2(claims / level) - 1e-9);
}

/**
 * Seeds with which a paired test of one-sided level `level / claims` finds a standardised difference of this size with
 * the given power: ((z_level + z_power) / effect)² + z_level² / 2 (Guenther, The American Statistician 35, 1981), never
 * fewer than the exact test needs. The effect seen in few seeds is itself uncertain: take it as an order of size.
 */
export function seedsNeeded(effect: number, claims: number, level: number, power = 0.8): number {
  const z = normalQuantile(1 - level / claims);
  const n = Math.ceil(((z + normalQuantile(power)) / effect) ** 2 + z ** 2 / 2);
  return Math.max(n, seedsAtLeast(claims, level));
}
