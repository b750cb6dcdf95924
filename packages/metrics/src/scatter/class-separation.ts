import { defineMetric, z } from "@infoplane/contracts";
import { dependenceColumns, intervalOption, permutationsOption } from "../dependence/pair.ts";
import { inSeries } from "../in-series.ts";
import { placeOf } from "../snapshot.ts";

const options = z.strictObject({ ...permutationsOption, ...intervalOption });

/**
 * Share of the variance of each block's output that lies between classes, on a probe set of m samples of c classes.
 *
 * value: tr S_B / (tr S_B + tr S_W), with S_B and S_W the scatter between and within classes (Fisher 1936; Fukunaga,
 * "Introduction to statistical pattern recognition", 1990, chapter 10): 0 to 1, 1 when every class is a point. ratio:
 * tr S_B / tr S_W. With G the Gram matrix of the centred output and P the projection on the classes' indicators without
 * the mean, the value is tr(G P) / tr G, so its null over re-pairings with the labels is exact, as for nhsic:
 * null_mean = (c - 1) / (m - 1), null_std, z, p; corrected = (value - null_mean) / (1 - null_mean). Invariant to shift,
 * rotation and scale. Cost m² d + m³. A constant output and values that are not finite give null.
 */
export const classSeparation = defineMetric({
  name: "class-separation",
  summary: "share of the variance of each block's output that lies between classes, with its exact null",
  options,
  needs: "probe",
  columns: [...dependenceColumns, "ratio"],
  records: () => ({ per: "block", range: [0, 1] }),
  create: async (settings) => {
    const { separation } = await import("./separation.ts");
    return {
      measure: (snapshot) =>
        inSeries(snapshot.blocks, async (block) => ({
          ...(await separation(block, snapshot.y, settings)),
          ...placeOf(block),
        })),
    };
  },
});
