import type { Dataset, Split } from "@infoplane/contracts";

/**
 * Mean and standard deviation of each channel over all pixels of a part, on the scale 0..1, from exact integer counts.
 * A channel of one value only has no spread: 1 stands in for it.
 */
export function normalisationOf({ images }: Split, channels: number): Dataset["normalisation"] {
  const counts = Array.from({ length: channels }, () => new Float64Array(256));
  for (let at = 0, channel = 0; at < images.length; at++) {
    const histogram = counts[channel];
    const value = images[at] ?? 0;
    if (histogram) histogram[value] = (histogram[value] ?? 0) + 1;
    if (++channel === channels) channel = 0;
  }
  const each = counts.map((histogram) => {
    const n = Math.max(1, images.length / channels);
    const mean = histogram.reduce((sum, count, value) => sum + count * value, 0) / n;
    const variance = histogram.reduce((sum, count, value) => sum + count * (value - mean) ** 2, 0) / n;
    return { mean: mean / 255, std: Math.sqrt(variance) / 255 || 1 };
  });
  return { mean: each.map(({ mean }) => mean), std: each.map(({ std }) => std) };
}
