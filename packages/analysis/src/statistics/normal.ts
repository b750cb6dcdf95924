/**
 * Standard normal distribution function, to about 1e-14: 1/2 + phi(x) (x + x³/3 + x⁵/(3·5) + ...) inside 7 standard
 * deviations, 0 or 1 beyond (Marsaglia, Journal of Statistical Software 11, 2004).
 */
export function normalCdf(x: number): number {
  if (Math.abs(x) > 7) return x < 0 ? 0 : 1;
  let sum = x;
  let term = x;
  for (let k = 3; Math.abs(term) > 1e-18; k += 2) {
    term *= (x * x) / k;
    sum += term;
  }
  return 0.5 + density(x) * sum;
}

/** Its inverse, by bisection: p in (0, 1); ±7 at the ends. */
export function normalQuantile(p: number): number {
  let [low, high] = [-7, 7];
  while (high - low > 1e-13) {
    const middle = (low + high) / 2;
    if (normalCdf(middle) < p) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

function density(x: number): number {
  return Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI);
}
