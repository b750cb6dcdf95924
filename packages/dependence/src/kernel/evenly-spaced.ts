/** At most `most` of m places, evenly spaced; all where there are no more. Landmarks are those of the samples. */
export function evenlySpaced(m: number, most: number): number[] {
  const count = Math.min(m, most);
  return Array.from({ length: count }, (_, index) => Math.floor((index * m) / count));
}
