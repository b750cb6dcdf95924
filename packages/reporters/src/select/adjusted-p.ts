import { benjaminiHochberg } from "@infoplane/analysis";
import type { RunRecord, RunView } from "@infoplane/contracts";
import { dependence } from "./dependence.ts";
import { memoize } from "./memoize.ts";

/** Below this a dependence counts as above chance: this share of those below is expected to be chance after all. */
export const falseDiscoveryRate = 0.05;

/**
 * p of every nHSIC record of the figures, adjusted over all of them: both ends of the network, all blocks, epochs, arms
 * and seeds are one family. Benjamini & Hochberg (JRSS B 57, 1995). Records without a p are ignored.
 */
export const adjustedP = memoize((run: RunView): ReadonlyMap<RunRecord, number> => {
  const tested = (["X", "Y"] as const)
    .flatMap((on) => dependence(run, on)?.records ?? [])
    .flatMap((record) => (typeof record["p"] === "number" ? [{ record, p: record["p"] }] : []));
  const adjusted = benjaminiHochberg(tested.map(({ p }) => p));
  return new Map(tested.map(({ record }, i) => [record, adjusted[i] ?? 1]));
});
