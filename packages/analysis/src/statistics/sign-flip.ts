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
  return n > exactUpTo ? drawn(differences, least) : hitsBelow(differences, 0, 0, least) / 2 ** n;
}

/** How many choices of signs for the differences from `at` on bring `sum` to at least `least`. */
function hitsBelow(differences: readonly number[], at: number, sum: number, least: number): number {
  const difference = differences[at];
  if (difference === undefined) return sum >= least ? 1 : 0;
  return (
    hitsBelow(differences, at + 1, sum + difference, least) + hitsBelow(differences, at + 1, sum - difference, least)
  );
}

/** Each number of the stream gives 32 signs. */
function drawn(differences: readonly number[], least: number): number {
  const random = namedStream(`sign-flip ${differences.length}`);
  let hits = 0;
  for (let draw = 0; draw < draws; draw++) {
    let sum = 0;
    let signs = 0;
    for (let i = 0; i < differences.length; i++) {
      signs = i % 32 === 0 ? random() * 2 ** 32 : signs >>> 1;
      const difference = differences[i] ?? 0;
      sum += signs & 1 ? -difference : difference;
    }
    if (sum >= least) hits++;
  }
  return (1 + hits) / (1 + draws);
}
