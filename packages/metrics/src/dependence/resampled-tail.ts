import type { Stream } from "@infoplane/engine";
import type { Side } from "./side.ts";

/** Values this close to the observed one, relative to the largest possible, are ties: they count as as large. */
const tie = 1e-12;

/**
 * P(value or more) over n drawn re-pairings, the observed one counted in: (1 + #) / (n + 1), never 0. Phipson & Smyth,
 * "Permutation p-values should never be zero", Statistical Applications in Genetics and Molecular Biology 9 (2010).
 * Each part of the sides is re-paired on its own. Cost n m².
 */
export function resampledTail(
  a: Side,
  b: Side,
  value: number,
  { permutations, stream }: { readonly permutations: number; readonly stream: Stream },
): number {
  const least = value - tie * Math.sqrt(a.square * b.square);
  let asLarge = 1;
  for (let draw = 0; draw < permutations; draw++) if (a.paired(b, rePairing(a, stream)) >= least) asLarge++;
  return asLarge / (permutations + 1);
}

function rePairing({ parts }: Side, stream: Stream): Uint32Array {
  const order = new Uint32Array(parts.reduce((sum, { samples }) => sum + samples, 0));
  let start = 0;
  for (const { samples } of parts) {
    const own = stream.permutation(samples);
    for (let i = 0; i < samples; i++) order[start + i] = start + (own[i] as number);
    start += samples;
  }
  return order;
}
