/**
 * One-hot rows of the classes that occur, [m, classes], in the order in which they do: measures of labels depend on which
 * samples are of one class, not on how classes are numbered nor on how many more there could be.
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
