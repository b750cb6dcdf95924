import { sizeOf, type Dataset } from "@infoplane/contracts";

/** Writes one image of bytes as normalised floats, from position `at` of `into` on. */
export type Normalise = (image: Uint8Array, into: Float32Array, at: number) => void;

/** x = (pixel / 255 - mean) / std per channel, from a table of all 256 values of each channel. */
export function normaliser(dataset: Pick<Dataset, "input" | "normalisation">): Normalise {
  const { mean, std } = dataset.normalisation;
  const size = sizeOf(dataset.input);
  const tables = mean.map((m, channel) =>
    Float32Array.from({ length: 256 }, (_, value) => (value / 255 - m) / (std[channel] ?? 1)),
  );
  const channels = tables.length;
  return (image, into, at) => {
    tables.forEach((table, channel) => {
      for (let i = channel; i < size; i += channels) into[at + i] = table[image[i] ?? 0] ?? 0;
    });
  };
}
