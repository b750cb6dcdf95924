/**
 * Rotates the hue of every RGB pixel by `turn` of the circle in the hexagonal model (HSV: Smith 1978), keeping value
 * and saturation. x: three values of 0..255 per pixel, changed in place.
 */
export function shiftHue(x: Float64Array, turn: number): void {
  for (let at = 0; at < x.length; at += 3) {
    const [red, green, blue] = [x[at] ?? 0, x[at + 1] ?? 0, x[at + 2] ?? 0];
    const value = Math.max(red, green, blue);
    const chroma = value - Math.min(red, green, blue);
    if (chroma === 0) continue;
    const sixth =
      value === red
        ? (green - blue) / chroma
        : value === green
          ? 2 + (blue - red) / chroma
          : 4 + (red - green) / chroma;
    const hue = (((sixth + 6 * turn) % 6) + 6) % 6;
    for (const [offset, shift] of shifts) {
      const k = (shift + hue) % 6;
      x[at + offset] = value - chroma * Math.max(0, Math.min(k, 4 - k, 1));
    }
  }
}

/** A channel decreases by chroma * max(0, min(k, 4 - k, 1)), k = (shift + 6 hue) mod 6. */
const shifts = [
  [0, 5],
  [1, 3],
  [2, 1],
] as const;
