/** Rows and columns of a tile: two of them fit the fastest cache, while whole columns would miss it in every row. */
const tile = 32;

/** Makes a square matrix exactly symmetric in place by copying its lower half to the upper one. */
export function symmetrise<T extends { readonly rows: number; readonly data: Float32Array | Float64Array }>(a: T): T {
  const { rows: size, data } = a;
  for (let top = 0; top < size; top += tile) {
    const bottom = Math.min(top + tile, size);
    for (let left = 0; left <= top; left += tile) {
      for (let row = top; row < bottom; row++) {
        const right = Math.min(left + tile, row);
        for (let column = left; column < right; column++) data[column * size + row] = data[row * size + column] ?? 0;
      }
    }
  }
  return a;
}
