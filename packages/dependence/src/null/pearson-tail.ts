import { lowerGamma, upperGamma } from "./incomplete-gamma.ts";

/** Below this the gamma distribution is so close to normal that the first Edgeworth term suffices. */
const nearlySymmetric = 1e-3;

/**
 * P(T >= z) for a Pearson type III variable T of mean 0, variance 1 and the given skewness: a shifted gamma variable of
 * shape 4 / skewness², mirrored when the skewness is negative. Exponential for skewness 2, normal for 0.
 */
export function pearsonTail(z: number, skewness: number): number {
  if (Math.abs(skewness) < nearlySymmetric) {
    const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
    return clamp(normalTail(z) + (skewness / 6) * (z * z - 1) * density);
  }
  const shape = 4 / (skewness * skewness);
  const at = shape + (2 * z) / skewness;
  return skewness > 0 ? upperGamma(shape, at) : lowerGamma(shape, at);
}

/** P(T >= z) for a standard normal variable T. */
function normalTail(z: number): number {
  const half = upperGamma(0.5, (z * z) / 2) / 2;
  return z >= 0 ? half : 1 - half;
}

const clamp = (probability: number): number => Math.min(1, Math.max(0, probability));
