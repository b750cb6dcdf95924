import { sizeOf, type Dataset } from "@infoplane/contracts";

/** Writes one image of bytes as normalised floats, from position `at` of `into` on. */
export type Normalise = (image: Uint8Array, into: Float32Array, at: number) => void;

/** x = (pixel / 255 - mean) / std per channel, from a table of the 256 values of each channel. */
export function normaliser(dataset: Pick<Dataset, "input" | "normalisation">): Normalise {
  const { mean, std } = dataset.normalisation;
  const size = sizeOf(dataset.input);
  const table = new Float32Array(256 * mean.length);
  for (let at = 0; at < table.length; at++) {
    const channel = at >> 8;
    table[at] = ((at & 0xff) / 255 - (mean[channel] ?? 0)) / (std[channel] ?? 1);
  }
  return (image, into, at) => {
    for (let i = 0, row = 0; i < size; i++) {
      into[at + i] = table[row + (image[i] ?? 0)] ?? 0;
      row += 256;
      if (row === table.length) row = 0;
    }
  };
}
