/**
 * P(T >= z) held against what it can be for any T of mean 0 and variance 1: at most 1 / (1 + z²) for z > 0, and at least
 * z² / (1 + z²) for z < 0. F. P. Cantelli, "Sui confini della probabilità" (1928).
 */
export function withinCantelli(z: number, p: number): number {
  const bound = 1 / (1 + z * z);
  return z > 0 ? Math.min(p, bound) : z < 0 ? Math.max(p, 1 - bound) : p;
}
