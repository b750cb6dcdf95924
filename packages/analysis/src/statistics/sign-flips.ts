import { namedStream } from "./named-stream.ts";

/** Up to this many seeds all 2^n choices of signs are enumerated. */
const exactUpTo = 20;
const draws = 100_000;

/**
 * Choices of signs for n seeds, the same for everything that these seeds are tested on. All 2^n up to 20 seeds; beyond,
 * 100,000 from a fixed stream, plus the data as they are (Phipson & Smyth, SAGMB 9, 2010).
 */
export interface SignFlips {
  /** Number of choices to enumerate. */
  readonly count: number;
  /** p of a test is (`counted` + hits) / `of`. */
  readonly counted: 0 | 1;
  readonly of: number;
  /** Sum of the values for each choice of signs: `count` numbers. */
  sums(values: readonly number[]): Float64Array;
}

/** The choices for n seeds. Simulations may ask for fewer than all: `most` drawn ones in place of 100,000. */
export function signFlips(n: number, { exact = exactUpTo, most = draws } = {}): SignFlips {
  return n <= exact ? allFlips(n) : drawnFlips(n, most);
}

/** Choice number s flips value i if bit i of s is set: the first one flips nothing. */
function allFlips(n: number): SignFlips {
  const count = 2 ** n;
  const low = n >> 1;
  return {
    count,
    counted: 0,
    of: count,
    sums(values) {
      // Each sum is the sum of two short ones: over the first and the second half of the values.
      const first = sumsOfAll(values.slice(0, low));
      const second = sumsOfAll(values.slice(low));
      const sums = new Float64Array(count);
      for (let s = 0; s < count; s++) sums[s] = (first[s & (first.length - 1)] ?? 0) + (second[s >> low] ?? 0);
      return sums;
    },
  };
}

function sumsOfAll(values: readonly number[]): Float64Array {
  let sums = Float64Array.of(0);
  for (const value of values) {
    const next = new Float64Array(sums.length * 2);
    for (let s = 0; s < sums.length; s++) {
      next[s] = (sums[s] ?? 0) + value;
      next[s + sums.length] = (sums[s] ?? 0) - value;
    }
    sums = next;
  }
  return sums;
}

function drawnFlips(n: number, count: number): SignFlips {
  const words = Math.ceil(n / 32);
  const random = namedStream(`sign-flip ${n}`);
  // Each number of the stream gives 32 signs.
  const signs = Uint32Array.from({ length: count * words }, () => random() * 2 ** 32);
  return {
    count,
    counted: 1,
    of: count + 1,
    sums(values) {
      const sums = new Float64Array(count);
      for (let draw = 0; draw < count; draw++) {
        let sum = 0;
        let word = 0;
        for (let i = 0; i < n; i++) {
          word = i % 32 === 0 ? (signs[draw * words + i / 32] ?? 0) : word >>> 1;
          sum += word & 1 ? -(values[i] ?? 0) : (values[i] ?? 0);
        }
        sums[draw] = sum;
      }
      return sums;
    },
  };
}
