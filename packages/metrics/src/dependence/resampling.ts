import { Streams } from "@infoplane/engine";
import type { DependenceOptions } from "./dependence.ts";

/** The stream of drawn re-pairings: of no run's seed, so that measures of all cells are tested alike. */
export function resampling(permutations: number | undefined): Pick<DependenceOptions, "resample"> {
  return permutations === undefined
    ? {}
    : { resample: { permutations, stream: new Streams(0).stream("permutations") } };
}
