import type { Stream } from "@infoplane/engine";
import { asLargeOf } from "./re-pairings.ts";
import type { Side } from "./side.ts";

/**
 * P(value or more) over n drawn re-pairings, the observed one counted in: (1 + #) / (n + 1), never 0. Phipson & Smyth,
 * "Permutation p-values should never be zero", Statistical Applications in Genetics and Molecular Biology 9 (2010).
 * Each part of the sides is re-paired on its own. Cost n m².
 */
export function resampledTail(
  a: Side,
  b: Side,
  { permutations, stream }: { readonly permutations: number; readonly stream: Stream },
): number {
  return (1 + asLargeOf(a, b, permutations, stream)) / (permutations + 1);
}
