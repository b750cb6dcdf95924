/**
 * One-hot rows of the classes that occur, [m, classes], in order of occurrence: measures of labels depend only on which
 * samples share a class, not on the numbering of classes or on how many more there could be.
 */
export function oneHotLabels(labels: ArrayLike<number>): { readonly values: Float32Array; readonly classes: number } {
  const places = new Map<number, number>();
  const own = Array.from(labels, (label) => {
    const place = places.get(label) ?? places.size;
    places.set(label, place);
    return place;
  });
  const values = new Float32Array(own.length * places.size);
  own.forEach((place, row) => (values[row * places.size + place] = 1));
  return { values, classes: places.size };
}
