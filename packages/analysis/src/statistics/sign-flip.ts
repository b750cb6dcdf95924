import { namedStream } from "./named-stream.ts";

/** Up to here all 2^n signs are gone through. */
const exactUpTo = 20;
const draws = 100_000;

/**
 * One-sided exact test of paired differences: the share of all 2^n choices of signs whose mean is at least the one seen.
 * Its null is that each difference is as likely to be -d as d; p is never below 2^-n. Beyond 20 differences 100,000
 * choices from a fixed stream, (1 + hits) / (1 + draws). 1 without a difference. Source: Fisher, The Design of
 * Experiments (1935), section 21; Phipson & Smyth, SAGMB 9 (2010), for the drawn one.
 */
export function signFlip(differences: readonly number[]): number {
  const n = differences.length;
  const seen = differences.reduce((sum, d) => sum + d, 0);
  const size = differences.reduce((sum, d) => sum + Math.abs(d), 0);
  // Equal sums must count as such whatever the order of adding.
  const least = seen - 1e-12 * size;
  if (n > exactUpTo) return drawn(differences, least);
  let hits = 0;
  for (let signs = 0; signs < 2 ** n; signs++) {
    let sum = 0;
    for (let i = 0; i < n; i++) sum += ((signs >> i) & 1 ? -1 : 1) * (differences[i] ?? 0);
    if (sum >= least) hits++;
  }
  return hits / 2 ** n;
}

function drawn(differences: readonly number[], least: number): number {
  const random = namedStream(`sign-flip ${differences.length}`);
  let hits = 0;
  for (let draw = 0; draw < draws; draw++) {
    let sum = 0;
    for (const difference of differences) sum += random() < 0.5 ? -difference : difference;
    if (sum >= least) hits++;
  }
  return (1 + hits) / (1 + draws);
}
