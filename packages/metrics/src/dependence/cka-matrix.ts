import { defineMetric, z } from "@infoplane/contracts";
import { ckaOptions } from "./cka.ts";
import { oneApproximation } from "./kernel-options.ts";
import { dependenceColumns } from "./pair.ts";
import { blockHeatMap, measureBlockPairs } from "./block-pairs.ts";

const options = z.strictObject(ckaOptions).refine(oneApproximation.fits, oneApproximation.message);

/**
 * CKA of each pair of blocks (see `cka` for formula, null and source): one record per pair, with `block` and `depth` of
 * the shallower block and `other` and `other_depth` of the deeper one; symmetric, and 1 for a block with itself. Costs
 * one kernel per block, shared with `cka`, and m² per pair.
 */
export const ckaMatrix = defineMetric({
  name: "cka-matrix",
  summary: "centred kernel alignment of each pair of blocks, with its exact null, as a heat map",
  options,
  positional: ["kernel"],
  needs: "probe",
  columns: dependenceColumns,
  records: () => ({ per: "several" }),
  figures: [blockHeatMap("cka-matrix", "CKA")],
  create: async (settings) => {
    const { compareCka } = await import("./kernel-measure.ts");
    return {
      measure: (snapshot) =>
        measureBlockPairs(snapshot, async (a, b) => ({
          ...(await compareCka(a, b, settings)),
          kernel: settings.kernel,
          estimator: settings.estimator,
        })),
    };
  },
});
