import type { KernelSettings } from "./kernel-side.ts";

type Values = Float32Array | Float64Array;

/** Samples, evenly spaced, that the median distance is taken over. */
const medianSamples = 2048;

/** Replaces a Gram matrix [m, m] of m samples by the Gaussian kernel exp(-distance² / (2 width²)); gives the width. Cost m². */
export function gaussianInPlace(
  gram: Values,
  m: number,
  features: number,
  { width: rule, sigma }: Omit<KernelSettings, "centring">,
): number {
  const own = Float64Array.from({ length: m }, (_, i) => gram[i * m + i] as number);
  const distance = (i: number, j: number): number =>
    Math.max(0, (own[i] as number) + (own[j] as number) - 2 * (gram[i * m + j] as number));
  const width = sigma * (rule === "median" ? Math.sqrt(medianOf(m, distance)) : Math.sqrt(features));
  const rate = width === 0 ? -Infinity : -1 / (2 * width * width);
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < m; j++) {
      const between = i === j ? 0 : distance(i, j);
      gram[i * m + j] = between === 0 ? 1 : Math.exp(between * rate);
    }
  }
  return width;
}

function medianOf(m: number, distance: (i: number, j: number) => number): number {
  const count = Math.min(m, medianSamples);
  const pairs = new Float64Array((count * (count - 1)) / 2);
  const at = (index: number): number => Math.floor((index * m) / count);
  let place = 0;
  for (let i = 1; i < count; i++) for (let j = 0; j < i; j++) pairs[place++] = distance(at(i), at(j));
  pairs.sort();
  return ((pairs[Math.ceil(pairs.length / 2) - 1] as number) + (pairs[Math.floor(pairs.length / 2)] as number)) / 2;
}

/** HKH, or U-centring, as `centre.ts` has them. */
export function centreInPlace(kernel: Values, m: number, unbiased: boolean): void {
  const shares = new Float64Array(m);
  for (let i = 0; i < m; i++) {
    let sum = unbiased ? -(kernel[i * m + i] as number) : 0;
    for (let j = 0; j < m; j++) sum += kernel[i * m + j] as number;
    shares[i] = sum / (unbiased ? m - 2 : m);
  }
  const shift = shares.reduce((a, b) => a + b, 0) / (unbiased ? m - 1 : m);
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < m; j++) {
      const value = (kernel[i * m + j] as number) - (shares[i] as number) - (shares[j] as number) + shift;
      kernel[i * m + j] = unbiased && i === j ? 0 : value;
    }
  }
}
