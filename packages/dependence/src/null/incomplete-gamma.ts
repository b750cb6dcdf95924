import { gammaln } from "simple-statistics";

const tiny = 1e-300;
const precision = 1e-16;

/**
 * Regularised upper incomplete gamma function Q(a, x) = Γ(a, x) / Γ(a) for a > 0, x >= 0: the upper tail of the gamma
 * distribution with shape a and scale 1. Relative error below 1e-10 for a up to 1e4, growing with a.
 * Source: Abramowitz & Stegun 6.5.29 (series, below a + 1) and 6.5.31 (continued fraction, above, by Lentz's method).
 */
export function upperGamma(a: number, x: number): number {
  if (x <= 0) return 1;
  return x < a + 1 ? 1 - series(a, x) : continuedFraction(a, x);
}

/** Regularised lower incomplete gamma function P(a, x) = 1 - Q(a, x), accurate where it is small. */
export function lowerGamma(a: number, x: number): number {
  if (x <= 0) return 0;
  return x < a + 1 ? series(a, x) : 1 - continuedFraction(a, x);
}

/** xᵃ e⁻ˣ / Γ(a) */
const weight = (a: number, x: number): number => Math.exp(a * Math.log(x) - x - gammaln(a));

function series(a: number, x: number): number {
  let term = 1 / a;
  let sum = term;
  for (let n = 1; term > sum * precision; n++) {
    term *= x / (a + n);
    sum += term;
  }
  return sum * weight(a, x);
}

function continuedFraction(a: number, x: number): number {
  let b = x + 1 - a;
  let c = 1 / tiny;
  let d = 1 / b;
  let fraction = d;
  for (let n = 1, change = 0; Math.abs(change - 1) > precision * 4; n++) {
    const numerator = n * (a - n);
    b += 2;
    d = 1 / nonZero(numerator * d + b);
    c = nonZero(b + numerator / c);
    change = c * d;
    fraction *= change;
  }
  return fraction * weight(a, x);
}

const nonZero = (value: number): number => (Math.abs(value) < tiny ? tiny : value);
