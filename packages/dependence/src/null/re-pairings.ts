import { Streams, type Stream } from "@infoplane/engine";
import { nullVariance, sumOverParts } from "./permutation-moments.ts";
import type { CentredKernel } from "../kernel/centred-kernel.ts";

/** Values this close to the observed one, in standard deviations of the null, are ties and count as as large. */
const tie = 1e-5;

/** The threshold for a re-pairing to count as as large as the observed value: that value, minus rounding. */
function leastOf(a: CentredKernel, b: CentredKernel): number {
  return a.beyondMean(b) - tie * Math.sqrt(sumOverParts(a.parts, b.parts, nullVariance));
}

/** How many re-pairings to draw, and from which stream. */
export interface Resampling {
  readonly permutations: number;
  readonly stream: Stream;
}

/** Draws from a stream that is independent of the run's seed: the same re-pairings wherever a measure is taken. */
export function resampling(permutations: number | undefined): { readonly resample?: Resampling } {
  return permutations === undefined
    ? {}
    : { resample: { permutations, stream: new Streams(0).stream("permutations") } };
}

/**
 * P(value or more) over n drawn re-pairings, including the observed one: (1 + #) / (n + 1), never 0. Phipson & Smyth,
 * "Permutation p-values should never be zero", Statistical Applications in Genetics and Molecular Biology 9 (2010).
 * Each part of the kernels is re-paired separately. Cost n m².
 */
export function resampledTail(a: CentredKernel, b: CentredKernel, { permutations, stream }: Resampling): number {
  return (1 + asLargeOf(a, b, permutations, stream)) / (permutations + 1);
}

/** How many of n drawn re-pairings, each part of the kernels separately, give the observed value or more. Cost n m². */
export function asLargeOf(a: CentredKernel, b: CentredKernel, n: number, stream: Stream): number {
  const least = leastOf(a, b);
  let asLarge = 0;
  for (let draw = 0; draw < n; draw++) if (a.beyondMean(b, rePairing(a, stream)) >= least) asLarge++;
  return asLarge;
}

/** Share of all m! re-pairings of single-part kernels that give the observed value or more. Cost m! m². */
export function shareOfAll(a: CentredKernel, b: CentredKernel): number {
  const least = leastOf(a, b);
  let [asLarge, all] = [0, 0];
  for (const order of everyOrder(a.parts[0]?.samples ?? 0)) {
    if (a.beyondMean(b, order) >= least) asLarge++;
    all++;
  }
  return asLarge / all;
}

/** Every order of m indices, in one array that is modified in place. B. R. Heap, The Computer Journal 6 (1963). */
function* everyOrder(m: number): Generator<Uint32Array> {
  const order = Uint32Array.from({ length: m }, (_, i) => i);
  const steps = new Uint32Array(m);
  yield order;
  for (let i = 1; i < m;) {
    const step = steps[i] as number;
    if (step >= i) {
      steps[i++] = 0;
      continue;
    }
    const from = i % 2 === 0 ? 0 : step;
    [order[from], order[i]] = [order[i] as number, order[from] as number];
    steps[i] = step + 1;
    i = 1;
    yield order;
  }
}

function rePairing({ parts }: CentredKernel, stream: Stream): Uint32Array {
  const order = new Uint32Array(parts.reduce((sum, { samples }) => sum + samples, 0));
  let start = 0;
  for (const { samples } of parts) {
    const own = stream.permutation(samples);
    for (let i = 0; i < samples; i++) order[start + i] = start + (own[i] as number);
    start += samples;
  }
  return order;
}
