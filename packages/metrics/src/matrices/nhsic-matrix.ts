import { definePlugin, z, type MetricPlugin } from "@infoplane/contracts";
import { dependenceColumns } from "../dependence/pair.ts";
import { nhsicOptions } from "../nhsic/nhsic-options.ts";
import { blockHeatMap } from "./block-heat-map.ts";
import { blockPairs } from "./block-pairs.ts";

const options = z.strictObject(nhsicOptions);

/**
 * nHSIC of each pair of blocks (see `nhsic` for formula, null and source): one record a pair, with `block` and `depth` of
 * the shallower block and `other` and `other_depth` of the deeper one. Symmetric. Cost that of one side a block, shared
 * with `nhsic`, and m² a pair.
 */
export const nhsicMatrix = definePlugin({
  kind: "metric",
  name: "nhsic-matrix",
  summary: "normalised HSIC of each pair of blocks, with its exact null, as a heat map",
  options,
  needs: "probe",
  columns: dependenceColumns,
  records: () => ({ per: "several" }),
  figures: [blockHeatMap("nhsic-matrix", "nHSIC")],
  create: async (settings) => {
    const { compareNhsic } = await import("../nhsic/nhsic-measure.ts");
    return {
      measure: (snapshot) =>
        blockPairs(snapshot, (a, b) => ({ ...compareNhsic(a, b, settings), metric: "nhsic-matrix" })),
    };
  },
} satisfies MetricPlugin<typeof options>);
