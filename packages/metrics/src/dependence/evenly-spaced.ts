/** So many of m places, evenly spaced, or all. */
export function evenlySpaced(m: number, most: number): number[] {
  const count = Math.min(m, most);
  return Array.from({ length: count }, (_, index) => Math.floor((index * m) / count));
}
