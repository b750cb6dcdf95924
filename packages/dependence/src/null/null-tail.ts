import { Streams } from "@infoplane/engine";
import { concentration } from "./concentration.ts";
import { pearsonTail } from "./pearson-tail.ts";
import { nullThirdMoment, sumOverParts } from "./permutation-moments.ts";
import { asLargeOf, shareOfAll } from "./re-pairings.ts";
import { samplesOf, type CentredKernel } from "../kernel/centred-kernel.ts";

export interface NullTail {
  /** null if it cannot be computed. */
  readonly p: number | null;
  /** How it was computed, or why it could not be. */
  readonly by: string;
}

/** With fewer samples than this, all re-pairings are enumerated: at most 7! = 5040. */
const fewSamples = 8;
/** With fewer samples than this the null is a coarse staircase: Pearson's curve is checked against re-pairings. */
const someSamples = 64;
/** From this `concentration` on it is checked too, and from `concentrated` on only the drawn ones count. */
const suspect = 0.25;
const concentrated = 1;
/** Re-pairings to draw (at most `check` to check Pearson's tail), and multiply-adds to spend (`most` at minimum n). */
const draws = { fewest: 199, check: 1999, most: 9999 };
const cost = { usual: 2 ** 27, most: 2 ** 32 };

/**
 * P(value or more) over all re-pairings of two kernels, one-sided, for a value z standard deviations above its mean.
 *
 * Below 8 samples all re-pairings are enumerated. Otherwise it is the tail of a Pearson type III variable with the
 * three exact moments. If the null depends on a few samples (see `concentration`) that curve may be far off, and
 * re-pairings are drawn, always the same: (1 + as large) / (n + 1), n = 199 to 9999 by their cost. Below 64 samples,
 * and if it partly depends on a few, Pearson's tail stands if they agree with it to 3 standard errors. Always within
 * Cantelli's bounds.
 */
export function nullTail(a: CentredKernel, b: CentredKernel, z: number, std: number): NullTail {
  const samples = samplesOf(a);
  if (a.parts.length === 1 && samples < fewSamples) return { p: shareOfAll(a, b), by: "all re-pairings" };
  const pearson = withinCantelli(z, pearsonTail(z, sumOverParts(a.parts, b.parts, nullThirdMoment) / std ** 3));
  const measured = concentration(a.parts, b.parts);
  if (measured < suspect && samples >= someSamples) return { p: pearson, by: "pearson" };
  const each = Math.max(a.pairingCost, b.pairingCost);
  const n = Math.min(
    measured < concentrated ? draws.check : draws.most,
    Math.max(draws.fewest, Math.floor(cost.usual / each)),
  );
  if (n * each > cost.most) return { p: null, by: "a few samples decide, and this many are too costly to permute" };
  const asLarge = asLargeOf(a, b, n, new Streams(0).stream("null tail"));
  const agrees = Math.abs(asLarge - n * pearson) <= 3 * Math.sqrt(n * pearson * (1 - pearson)) + 1;
  if (measured < concentrated && agrees) return { p: pearson, by: "pearson" };
  return { p: withinCantelli(z, (1 + asLarge) / (n + 1)), by: `${n} re-pairings` };
}

/**
 * P(T >= z) limited to what is possible for any T of mean 0 and variance 1: at most 1 / (1 + z²) for z > 0, and at
 * least z² / (1 + z²) for z < 0. F. P. Cantelli, "Sui confini della probabilità" (1928).
 */
function withinCantelli(z: number, p: number): number {
  const bound = 1 / (1 + z * z);
  return z > 0 ? Math.min(p, bound) : z < 0 ? Math.max(p, 1 - bound) : p;
}
