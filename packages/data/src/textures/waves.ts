/** Fractional part of x. */
export const fraction = (x: number): number => x - Math.floor(x);

/** Triangle wave of period 1 in 0..1: 1 at the integers, 0 halfway. */
export const triangle = (x: number): number => Math.abs(2 * fraction(x) - 1);

/** Distance from the origin. Square roots are rounded exactly everywhere, Math.hypot is not. */
export const distance = (x: number, y: number): number => Math.sqrt(x * x + y * y);

/** Stands in for the angle of (x, y): 0..1 for a full turn, monotone, exact arithmetic. */
export function diamondAngle(x: number, y: number): number {
  const sum = Math.abs(x) + Math.abs(y);
  if (sum === 0) return 0;
  const quarter = 1 - x / sum;
  return (y >= 0 ? quarter : 4 - quarter) / 4;
}

/** Distance to the second nearest minus that to the nearest point of a jittered grid: 0 on the borders of cells. */
export function lattice(u: number, v: number, shape: number): number {
  let nearest = Infinity;
  let second = Infinity;
  for (let row = Math.floor(v) - 1; row <= Math.floor(v) + 1; row++) {
    for (let column = Math.floor(u) - 1; column <= Math.floor(u) + 1; column++) {
      const hash = mix(column, row, shape);
      const du = column + (hash & 0xffff) / 0x10000 - u;
      const dv = row + (hash >>> 16) / 0x10000 - v;
      const square = du * du + dv * dv;
      if (square < nearest) {
        second = nearest;
        nearest = square;
      } else if (square < second) second = square;
    }
  }
  return Math.sqrt(second) - Math.sqrt(nearest);
}

/** A well-mixed 32-bit integer from three: the finaliser of MurmurHash3 over a sum of multiples. */
function mix(a: number, b: number, c: number): number {
  let hash = (Math.imul(a, 0x9e3779b1) + Math.imul(b, 0x85ebca77) + Math.imul(c, 0xc2b2ae3d)) | 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
