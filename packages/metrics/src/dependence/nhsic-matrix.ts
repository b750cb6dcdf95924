import { defineMetric, z } from "@infoplane/contracts";
import { dependenceColumns } from "./pair.ts";
import { nhsicOptions } from "./nhsic.ts";
import { blockHeatMap, measureBlockPairs } from "./block-pairs.ts";

const options = z.strictObject(nhsicOptions);

/**
 * nHSIC of each pair of blocks (see `nhsic` for formula, null and source): one record per pair, with `block` and
 * `depth` of the shallower block and `other` and `other_depth` of the deeper one. Symmetric. Costs one kernel per
 * block, shared with `nhsic`, and m² per pair.
 */
export const nhsicMatrix = defineMetric({
  name: "nhsic-matrix",
  summary: "normalised HSIC of each pair of blocks, with its exact null, as a heat map",
  options,
  needs: "probe",
  columns: dependenceColumns,
  records: () => ({ per: "several" }),
  figures: [blockHeatMap("nhsic-matrix", "nHSIC")],
  create: async (settings) => {
    const { compareNhsic } = await import("./nhsic-measure.ts");
    return {
      measure: (snapshot) => measureBlockPairs(snapshot, (a, b) => compareNhsic(a, b, settings)),
    };
  },
});
