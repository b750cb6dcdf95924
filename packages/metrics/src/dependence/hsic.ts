import { defineMetric, z } from "@infoplane/contracts";
import { kernelOptions, oneApproximation } from "./kernel-options.ts";
import { dependenceColumns, measurePairs, pairOptions, perPair } from "./pair.ts";

/** Options of HSIC between any two variables. */
export const hsicOptions = {
  kernel: z.enum(["gaussian", "linear"]).default("gaussian").describe("linear: inner products"),
  estimator: z
    .enum(["biased", "unbiased"])
    .default("biased")
    .describe(
      "biased: with the samples' own entries, never negative; unbiased: without, 0 on average without dependence",
    ),
  ...kernelOptions,
};

const options = z
  .strictObject({ ...pairOptions, ...hsicOptions })
  .refine(oneApproximation.fits, oneApproximation.message);

/**
 * Hilbert-Schmidt independence criterion of two variables on a probe set of m samples, with its exact null.
 *
 * biased: tr(HKHL) / (m - 1)², H = I - 11ᵀ/m: Gretton, Bousquet, Smola & Schölkopf, "Measuring statistical dependence
 * with Hilbert-Schmidt norms" (ALT 2005), equation 9. Its mean without dependence is tr(HKH) tr(HLH) / (m - 1)³.
 * unbiased: Σ K̃ᵢⱼ L̃ᵢⱼ / (m (m - 3)) of the U-centred matrices, the U-statistic of Song, Smola, Gretton, Bedo &
 * Borgwardt, "Feature selection via dependence maximization" (JMLR 13, 2012), equation 5; m >= 4; may be negative, and
 * is 0 on average without dependence. K is Gaussian, exp(-|u - v|² / (2 w²)), w the median distance by default, or
 * linear.
 *
 * The columns are those of nhsic: null_mean and null_std exact over all re-pairings, max, corrected, z, p (and
 * p_resampled with `permutations`), samples, width_a, width_b; HSIC has no degrees of freedom. The value depends on the
 * kernel's scale; corrected and z do not. Cost m² d for a Gram matrix and m³ for the third moment of its null; kernels
 * are shared with cka and between measures. Values that are not finite, and m < 4 for unbiased, give null.
 */
export const hsic = defineMetric({
  name: "hsic",
  summary: "HSIC of X, Y or the blocks' outputs Z, biased or unbiased, with its exact null, corrected value, z and p",
  options,
  positional: ["a", "b"],
  needs: "probe",
  columns: dependenceColumns,
  records: (settings) => ({ per: perPair(settings), ...(settings.estimator === "biased" && { range: [0, Infinity] }) }),
  create: async (settings) => {
    const { compareHsic } = await import("./kernel-measure.ts");
    return {
      measure: (snapshot) =>
        measurePairs(snapshot, settings, async (a, b) => ({
          ...(await compareHsic(a, b, settings)),
          a: settings.a,
          b: settings.b,
          kernel: settings.kernel,
          estimator: settings.estimator,
        })),
    };
  },
});
