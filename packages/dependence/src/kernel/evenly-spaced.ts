/** At most `most` of m indices, evenly spaced; all if there are no more. Landmarks are chosen this way. */
export function evenlySpaced(m: number, most: number): number[] {
  const count = Math.min(m, most);
  return Array.from({ length: count }, (_, index) => Math.floor((index * m) / count));
}
