import { defineMetric, z } from "@infoplane/contracts";
import { kernelOptions, oneApproximation } from "./kernel-options.ts";
import { dependenceColumns, measurePairs, pairOptions, perPair } from "./pair.ts";

/** Options of CKA between any two variables. */
export const ckaOptions = {
  kernel: z.enum(["linear", "gaussian"]).default("linear").describe("linear: inner products"),
  estimator: z
    .enum(["biased", "debiased", "minibatch"])
    .default("biased")
    .describe("biased: 0 to 1; debiased: 0 on average without dependence; minibatch: debiased, over batches"),
  batch: z
    .int()
    .min(4)
    .default(256)
    .describe("samples of a batch, about, for minibatch: all samples are dealt out evenly"),
  ...kernelOptions,
};

const options = z
  .strictObject({ ...pairOptions, ...ckaOptions })
  .refine(oneApproximation.fits, oneApproximation.message);

/**
 * Centred kernel alignment of two variables on a probe set of m samples, with its exact null.
 *
 * biased: CKA = tr(HKHL) / sqrt(tr(HKHK) tr(HLHL)), 0 to 1: Kornblith, Norouzi, Lee & Hinton, "Similarity of neural
 * network representations revisited" (ICML 2019), with the linear kernel K = A Aᵀ or a Gaussian one whose width is a
 * multiple of the median distance. With more features than samples it is near 1 even for unrelated variables: see
 * null_mean and corrected. debiased: uses the unbiased HSIC of Song et al. (JMLR 13, 2012) instead, -1 to 1, 0 on
 * average without dependence; the HSIC of a variable with itself is then a sum of squares and never negative.
 * minibatch: sums of the unbiased terms over batches of about `batch` samples, and the ratio of the sums: Nguyen, Raghu
 * & Kornblith, "Do wide and deep networks learn the same things?" (ICLR 2021), equations 2 and 3. Every sample is in a
 * batch, each batch is spread evenly over all samples, and batch sizes differ by at most one: 300 samples with `batch:
 * 256` are one batch, 400 are two of 200. The null is over re-pairings within batches.
 *
 * Re-pairing the samples does not change the denominator, so the exact moments of the numerator give those of CKA.
 * Columns as for hsic: null_mean, null_std, max (1), corrected, z, p, samples, widths of a Gaussian kernel. Invariant
 * to rotation and scaling of either variable, also with the median width. Cost m² d + m³; minibatch only saves the m³.
 */
export const cka = defineMetric({
  name: "cka",
  summary: "centred kernel alignment of X, Y or the blocks' outputs Z, with its exact null, corrected value, z and p",
  options,
  positional: ["a", "b", "kernel"],
  needs: "probe",
  columns: dependenceColumns,
  records: (settings) => ({ per: perPair(settings) }),
  create: async (settings) => {
    const { compareCka } = await import("./kernel-measure.ts");
    return {
      measure: (snapshot) =>
        measurePairs(snapshot, settings, async (a, b) => ({
          ...(await compareCka(a, b, settings)),
          a: settings.a,
          b: settings.b,
          kernel: settings.kernel,
          estimator: settings.estimator,
        })),
    };
  },
});
