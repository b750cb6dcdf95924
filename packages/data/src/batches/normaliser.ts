import type { Dataset } from "@infoplane/contracts";

/** Writes one image of bytes as normalised floats, from position `at` of `into` on. */
export type Normalise = (image: Uint8Array, into: Float32Array, at: number) => void;

/** x = (pixel / 255 - mean) / std per channel, from a table of the 256 values of each channel. */
export function normaliser(dataset: Pick<Dataset, "normalisation">): Normalise {
  const { mean, std } = dataset.normalisation;
  const table = new Float32Array(256 * mean.length);
  for (let at = 0; at < table.length; at++) {
    const channel = at >> 8;
    table[at] = ((at & 0xff) / 255 - (mean[channel] ?? 0)) / (std[channel] ?? 1);
  }
  return (image, into, at) => {
    // Locals: what a closure captures is loaded again for every value, which takes half as long again.
    const values = table;
    const end = values.length;
    for (let i = 0, row = 0; i < image.length; i++) {
      into[at + i] = values[row + (image[i] ?? 0)] ?? 0;
      row += 256;
      if (row === end) row = 0;
    }
  };
}
